using System.Collections.Concurrent;

namespace Purser.Benchmarks.History;

/// <summary>Some who follow teams' events, each over a stream of its own, and read as fast as they come.</summary>
internal sealed class Followers(HttpClient http, IReadOnlyList<string> teams) : IDisposable
{
    /// <summary>Lines of an event, the blank one after it included.</summary>
    private const int LinesOfAnEvent = 4;

    private readonly ConcurrentBag<HttpResponseMessage> streams = [];

    /// <summary>Follows until it is told to stop; returns how many events came.</summary>
    public async Task<long> FollowAsync(CancellationToken ended) =>
        (await Task.WhenAll(teams.Select(team => LinesAsync(team, ended)))).Sum() / LinesOfAnEvent;

    public void Dispose()
    {
        foreach (var stream in streams)
        {
            stream.Dispose();
        }
    }

    private async Task<long> LinesAsync(string team, CancellationToken ended)
    {
        var lines = 0L;
        try
        {
            var stream = await http.GetAsync($"/v1/teams/{team}/events", HttpCompletionOption.ResponseHeadersRead, ended);
            streams.Add(stream);
            await using var body = await stream.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(ended);
            var buffer = new byte[1 << 14];
            for (int read; (read = await body.ReadAsync(buffer, ended)) > 0;)
            {
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // That is how following ends.
        }

        return lines;
    }
}
