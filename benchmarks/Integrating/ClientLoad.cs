using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;
using Purser.Client;

namespace Purser.Benchmarks.Integrating;

/// <summary>
/// What the .NET client costs beside an <see cref="HttpClient"/> that sends the same bytes and looks at nothing, and what gathering gives:
/// debits of one team from one process, by one caller and by many.
/// </summary>
internal sealed class ClientLoad(PurserCluster purser, ClientSize size) : IDisposable
{
    private const int Callers = 256;

    private static readonly byte[] Body = """{"memberId":"m1","action":"cover_letter","jobId":"job-2041"}"""u8.ToArray();
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly CpuBook Cpu = new(new CpuPart("caller", static () => Environment.ProcessId));

    private readonly TeamNames teams = new("client", 1);
    private readonly HttpClient http = new() { BaseAddress = purser.Http.Url };

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        await purser.Http.OpenAsync(teams);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", purser.OperatorKey);
        await using var single = new PurserClient(purser.Http.Url, purser.OperatorKey);
        await using var gathering = new PurserClient(purser.Http.Url, purser.OperatorKey, new PurserClientOptions { Gather = true });
        Way[] ways =
        [
            new("HttpClient", 1, DebitByHandAsync), new("client", 1, () => DebitAsync(single)), new("client, gathering", 1, () => DebitAsync(gathering)),
            new("HttpClient", Callers, DebitByHandAsync), new("client", Callers, () => DebitAsync(single)), new("client, gathering", Callers, () => DebitAsync(gathering)),
        ];
        foreach (var way in ways)
        {
            await RunAsync(way, size.WarmUp, cancellation);
        }

        for (var round = 0; round < size.Rounds; round++)
        {
            foreach (var way in ways)
            {
                way.Rounds.Add(await RunAsync(way, size.Window, cancellation));
            }
        }

        return [.. ways.Select((way, at) => Report(way, ways[at / 3 * 3]))];
    }

    public void Dispose() => http.Dispose();

    private static async Task<Round> RunAsync(Way way, TimeSpan window, CancellationToken cancellation)
    {
        var before = Cpu.Read();
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, way.Callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < window; count++)
            {
                await way.DebitAsync();
            }

            return count;
        }, cancellation)));
        var took = Stopwatch.GetElapsedTime(started);
        return new Round(done.Sum() / took.TotalSeconds, CpuBook.Between(before, Cpu.Read())["caller"].TotalMicroseconds / done.Sum());
    }

    private async Task DebitByHandAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/teams/{teams[0]}/debits") { Content = new ByteArrayContent(Body) { Headers = { ContentType = Json } } };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await http.SendAsync(request);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private async Task DebitAsync(PurserClient client)
    {
        if (await client.DebitAsync(teams[0], new Debit("m1", Purser.Client.AiAction.CoverLetter) { JobId = "job-2041" }) is not DebitOutcome.Debited)
        {
            throw new InvalidOperationException("A debit was refused.");
        }
    }

    /// <summary>Round by round beside what was sent by hand, since the machine is not as fast in one as in another.</summary>
    private static Figure Report(Way way, Way byHand)
    {
        var perSecond = Middle(way.Rounds.Select(static round => round.PerSecond));
        var ratio = Middle(way.Rounds.Zip(byHand.Rounds, static (one, other) => one.PerSecond / other.PerSecond));
        var cpu = Middle(way.Rounds.Select(static round => round.Cpu));
        return new Figure(
            $"{way.Name}, {way.Callers} caller{(way.Callers == 1 ? "" : "s")}",
            perSecond,
            string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0} debits/s ({way.Rounds.Min(static round => round.PerSecond):N0}–{way.Rounds.Max(static round => round.PerSecond):N0}), {ratio:0.00} × HttpClient; {cpu:0} µs each of the callers' processor time"));
    }

    private static double Middle(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>A way to debit, by so many callers at once, and how many a second came of it in each round.</summary>
    private sealed record Way(string Name, int Callers, Func<Task> DebitAsync)
    {
        public List<Round> Rounds { get; } = [];
    }

    /// <summary>What came of a window.</summary>
    /// <param name="PerSecond">Debits per second.</param>
    /// <param name="Cpu">Processor time of this process for each of them, in microseconds.</param>
    private readonly record struct Round(double PerSecond, double Cpu);
}

/// <summary>How long each way is measured, after the runtime has compiled what is hot.</summary>
internal sealed record ClientSize(TimeSpan WarmUp, TimeSpan Window, int Rounds)
{
    public static ClientSize Full { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), 15);

    public static ClientSize Small { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1);
}
