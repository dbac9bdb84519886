using System.Globalization;
using System.Net.Http.Headers;
using Purser.Tests.Running;

namespace Purser.Tests.Events;

/// <summary>Follows a team as a browser does: when the stream breaks off it connects again, and says what it had last.</summary>
internal sealed class Follower : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource stop = new();
    private readonly RunningCluster cluster;
    private readonly string team;
    private readonly int first;
    private readonly Task reading;
    private string? lastId;

    /// <param name="cluster">Where the team is.</param>
    /// <param name="team">Which.</param>
    /// <param name="gateway">The first one it asks; after each break it asks the next.</param>
    public Follower(RunningCluster cluster, string team, int gateway)
    {
        (this.cluster, this.team, first) = (cluster, team, gateway);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Local.OperatorKey);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>The ids of the entries that came, in the order in which they came.</summary>
    public List<long> Entries { get; } = [];

    /// <summary>The ids of the credits that came.</summary>
    public List<long> Credits { get; } = [];

    /// <summary>How often the stream broke off.</summary>
    public int Breaks { get; private set; }

    /// <summary>Whether the credits as of an entry came.</summary>
    public bool Knows(long version)
    {
        lock (Entries)
        {
            return Credits is [.., var last] && last >= version;
        }
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await reading;
    }

    public void Dispose()
    {
        http.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync()
    {
        for (; !stop.IsCancellationRequested; Breaks++)
        {
            try
            {
                await ReadOnceAsync(cluster.Gateways[first + Breaks]);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private async Task ReadOnceAsync(Uri gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"/v1/teams/{team}/events"));
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token));
        var (kind, id) = ("", "");
        while (await lines.ReadLineAsync(stop.Token) is { } line)
        {
            if (line is "" && kind is not "")
            {
                Take(kind, id);
                kind = "";
            }

            (kind, id) = line.Split(": ", 2) switch
            {
                ["event", var value] => (value, id),
                ["id", var value] => (kind, value),
                _ => (kind, id),
            };
        }
    }

    private void Take(string kind, string id)
    {
        lock (Entries)
        {
            (kind is "entry" ? Entries : Credits).Add(long.Parse(id, CultureInfo.InvariantCulture));
            lastId = id;
        }
    }
}
