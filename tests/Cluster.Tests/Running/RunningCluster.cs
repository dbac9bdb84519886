using Npgsql;
using Purser.Local;
using Purser.Tests.Load;

namespace Purser.Tests.Running;

/// <summary>Two silos and two gateways as processes of their own, on a PostgreSQL of their own.</summary>
public class RunningCluster : IAsyncLifetime
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-cluster-tests");
    private LocalCluster? local;
    private TeamApi? api;
    private int teams;

    /// <summary>The processes.</summary>
    public LocalCluster Local => local!;

    /// <summary>The server, to be killed.</summary>
    public PrivatePostgres Postgres => Local.Postgres!;

    /// <summary>Where they are asked.</summary>
    public Gateways Gateways { get; } = new();

    /// <summary>How they are asked.</summary>
    public TeamApi Api => api!;

    /// <summary>What is started, and started again.</summary>
    protected virtual LocalClusterOptions Options => new() { Folder = folder.Path, Silos = 2, Separate = true, Gateways = 2 };

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync()
    {
        await StartAsync();
        api = new TeamApi(Local.OperatorKey);
    }

    /// <summary>Asks every process to end (SIGTERM) and starts them all again on the same data.</summary>
    public async Task RestartAsync()
    {
        await Local.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Opens teams whose members are the owner and some others; returns their ids.</summary>
    /// <param name="prefix">What their ids begin with.</param>
    /// <param name="count">How many.</param>
    /// <param name="seats">Seats of 100 credits each; 0 opens a trial of 10.</param>
    /// <param name="members">Who else may spend.</param>
    public async Task<string[]> OpenTeamsAsync(string prefix, int count, int seats, params string[] members)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var ids = Enumerable.Range(0, count).Select(_ => $"{prefix}-{++teams}").ToArray();
        var owner = new { memberId = "owner", name = "Owner" };
        object request = seats == 0
            ? new { name = prefix, owner, trial = true }
            : new { name = prefix, owner, subscription = new { plan = "lite", seats } };
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (id, stopped) =>
        {
            await Api.ExpectAsync<CreditsDocument>(HttpMethod.Put, Gateways[0], $"/v1/teams/{id}", request, stopped);
            foreach (var member in members)
            {
                await Api.ExpectAsync<object>(
                    HttpMethod.Put, Gateways[1], $"/v1/teams/{id}/members/{member}", new { name = member, role = "member" }, stopped);
            }
        });
        return ids;
    }

    /// <summary>Runs SQL on the cluster's database, past the product.</summary>
    public Task SqlAsync(string sql) => AskSqlAsync(sql);

    /// <summary>Runs SQL on the cluster's database, past the product; returns the first value of the answer.</summary>
    public async Task<string> AskSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Local.Database + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}";
    }

    /// <summary>What the processes said last.</summary>
    public string LogTails() => string.Join('\n', Local.Silos.Concat(Local.Gateways).Select(server =>
        $"--- {server.Name}\n{string.Join('\n', File.ReadLines(server.LogFile).TakeLast(12))}"));

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        api?.Dispose();
        if (local is not null)
        {
            await local.DisposeAsync();
        }

        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task StartAsync()
    {
        local = await LocalCluster.StartAsync(Options);
        Gateways.MoveTo(local.Gateways.Select(gateway => gateway.Url));
    }
}
