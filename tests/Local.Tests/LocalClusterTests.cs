using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Purser.Local.Tests;

public sealed class LocalClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new();

    private readonly TemporaryFolder data = TemporaryFolder.Create("purser-local-tests");
    private readonly ConcurrentQueue<string> lines = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_and_gateways_get_the_configuration_they_need()
    {
        await using var cluster = await StartAsync(options => options with
        {
            Silos = 2,
            ClockOffset = TimeSpan.FromDays(31),
            StripeWebhookSecret = "whsec_1",
        });

        var first = await ConfigurationAsync(cluster.Silos[0]);
        var second = await ConfigurationAsync(cluster.Silos[1]);
        var gateway = await ConfigurationAsync(cluster.Gateways[0]);
        Assert.All([first, second, gateway], process =>
        {
            Assert.Equal("Host=db", process["ConnectionStrings__Purser"]);
            Assert.Equal(cluster.ClusterId, process["Purser__ClusterId"]);
            Assert.Equal("31.00:00:00", process["Purser__ClockOffset"]);
            Assert.Equal("Development", process["ASPNETCORE_ENVIRONMENT"]);
        });
        string[] ports = ["Purser__SiloPort", "Purser__GatewayPort"];
        Assert.Equal(4, ports.SelectMany(port => new[] { first[port], second[port] }).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(cluster.OperatorKey, gateway["Purser__OperatorKey"]);
        Assert.Equal("whsec_1", gateway["Stripe__WebhookSecret"]);
        Assert.False(first.ContainsKey("Purser__OperatorKey"));
    }

    [Fact]
    public async Task Unless_they_are_apart_every_process_is_a_silo_and_a_gateway()
    {
        await using var cluster = await StartAsync(options => options with { Separate = false, Silos = 2 });

        Assert.Equal(cluster.Silos, cluster.Gateways);
        var processes = new[] { await ConfigurationAsync(cluster.Silos[0]), await ConfigurationAsync(cluster.Silos[1]) };
        Assert.All(processes, process =>
        {
            Assert.Equal("both", process["Purser__Roles"]);
            Assert.Equal(cluster.OperatorKey, process["Purser__OperatorKey"]);
            Assert.NotEqual(process["ASPNETCORE_URLS"], process["Purser__SiloUrl"]);
        });
        Assert.Equal(new Uri(new Uri(processes[0]["Purser__SiloUrl"]), "/dashboard"), cluster.Dashboard);
    }

    [Fact]
    public async Task The_operators_key_is_made_once_and_only_its_owner_can_read_it()
    {
        string key;
        await using (var first = await StartAsync())
        {
            key = first.OperatorKey;
        }

        await using var second = await StartAsync();

        Assert.Matches("^purser_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(key, second.OperatorKey);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(data.Path, "operator.key")));
    }

    [Fact]
    public async Task A_killed_silo_starts_again_at_the_same_address()
    {
        await using var cluster = await StartAsync();
        var silo = cluster.Silos[0];
        var url = silo.Url;
        var process = silo.ProcessId;

        await silo.KillAsync();
        Assert.Null(silo.ProcessId);
        await silo.StartAsync(Cancellation);

        Assert.Equal(url, silo.Url);
        Assert.NotNull(silo.ProcessId);
        Assert.NotEqual(process, silo.ProcessId);
    }

    [Fact]
    public async Task A_supervised_process_that_dies_is_started_again_and_a_line_says_so()
    {
        await using var cluster = await StartAsync(options => options with { Supervise = true });
        var process = cluster.Gateways[0].ProcessId;

        await cluster.Gateways[0].KillAsync();

        Assert.True(await Poll.UntilAsync(
            () => Task.FromResult(lines.Contains("gateway-1 is back.", StringComparer.Ordinal)), Patience, TimeProvider.System, Cancellation));
        Assert.NotEqual(process, cluster.Gateways[0].ProcessId);
        Assert.Contains("gateway-1 ended unexpectedly (signal 9); starting it again.", lines, StringComparer.Ordinal);
        await cluster.StopAsync();
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public async Task Stopping_lets_everybody_drain()
    {
        var cluster = await StartAsync();
        await cluster.DisposeAsync();

        Assert.EndsWith("drained\n", await File.ReadAllTextAsync(cluster.Silos[0].LogFile, Cancellation), StringComparison.Ordinal);
        Assert.EndsWith("drained\n", await File.ReadAllTextAsync(cluster.Gateways[0].LogFile, Cancellation), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(data.Path, "pids")));
        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_process_that_does_not_stop_is_killed_with_a_warning()
    {
        var cluster = await StartAsync(options => options with { StopDeadline = TimeSpan.FromMilliseconds(200) }, DummyServer.Deaf);
        await cluster.DisposeAsync();

        Assert.Null(cluster.Silos[0].ProcessId);
        Assert.Contains($"silo-1 did not stop within 0 s and was killed; see {cluster.Silos[0].LogFile}.", lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_process_that_ends_while_starting_is_reported_with_the_end_of_its_log()
    {
        var failure = await Assert.ThrowsAsync<LocalException>(() => StartAsync(behaviour: DummyServer.Broken));

        Assert.Contains("silo-1 exited with code 3 while starting", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the flux capacitor is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_never_ready_is_reported_with_what_it_says()
    {
        var failure = await Assert.ThrowsAsync<LocalException>(() => StartAsync(
            options => options with { ReadyDeadline = TimeSpan.FromSeconds(1) }, DummyServer.NeverReady));

        Assert.Contains("silo-1 was not ready within 1 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("503 still waiting for the moon", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_folder_runs_one_cluster()
    {
        await using var cluster = await StartAsync();

        var failure = await Assert.ThrowsAsync<LocalException>(() => StartAsync());

        Assert.Equal(
            $"Purser already runs in {data.Path} (process {Environment.ProcessId}). "
            + "Stop that one first, or choose another folder with --data.",
            failure.Message);
    }

    [Fact]
    public async Task A_taken_port_is_named_together_with_the_option_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<LocalException>(() => StartAsync(options => options with { GatewayPort = port }));

        Assert.Equal($"Port {port} on 127.0.0.1 is taken by another program; choose another with --port.", failure.Message);
    }

    public void Dispose() => data.Dispose();

    private Task<LocalCluster> StartAsync(
        Func<LocalClusterOptions, LocalClusterOptions>? change = null, string behaviour = DummyServer.Obedient)
    {
        var dummy = typeof(DummyServer).Assembly.Location;
        var options = new LocalClusterOptions
        {
            Folder = data.Path,
            Database = "Host=db",
            Separate = true,
            Assemblies = new ServerAssemblies(dummy, dummy, dummy),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [DummyServer.Variable] = behaviour },
            Notify = lines.Enqueue,
        };
        return LocalCluster.StartAsync(change?.Invoke(options) ?? options, Cancellation);
    }

    private static async Task<Dictionary<string, string>> ConfigurationAsync(ServerProcess server) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await Http.GetStringAsync(server.Url, Cancellation))!;
}
