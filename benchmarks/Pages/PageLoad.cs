using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Npgsql;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.History;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Pages;

/// <summary>How soon the AI Credits page is there, what an open one keeps in the gateway's memory, and what debits notice of many.</summary>
internal sealed class PageLoad(PurserCluster purser, NpgsqlDataSource database, PagesSize size, TimeSpan compiling, TimeSpan window, Action<string> notify) : IDisposable
{
    private const int Connections = 256;
    private const int Turns = 3;
    private const int Rounds = 10;

    /// <summary>What opening a team over HTTP calls its owner.</summary>
    private const string Owner = "m1";

    private static readonly string[] Sections = ["cards", "forecast", "where", "why", "history", "members", "autotopup"];

    private readonly HttpClient api = new() { BaseAddress = purser.Http.Url };
    private readonly TeamNames spending = new("pages", size.Teams);
    private int debits;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", purser.OperatorKey);
        var past = new WrittenPast(purser, database, new HistorySize(Teams: 1, size.Entries, Others: 0, Starts: 0, Samples: 0));
        await past.WriteAsync(cancellation);
        List<Figure> figures = [.. await PaintAsync(cancellation)];
        await purser.Http.OpenAsync(spending);
        figures.AddRange(await ManyAsync(cancellation));
        return figures;
    }

    public void Dispose() => api.Dispose();

    /// <summary>The page, and each section alone; before each a debit, so that nothing is there already.</summary>
    private async Task<IReadOnlyList<Figure>> PaintAsync(CancellationToken cancellation)
    {
        var team = WrittenPast.Teams[0];
        await using var page = await OpenPage.EnterAsync(api, team, Owner, cancellation);
        notify("the page is compiled …");
        string[] addresses = [$"/portal/teams/{team}", .. Sections.Select(section => $"sections/{section}")];
        for (var n = 0; n < Rounds; n++)
        {
            foreach (var address in addresses)
            {
                await TimeAsync(page, team, address, cancellation);
            }
        }

        var times = addresses.ToDictionary(address => address, _ => new List<double>(), StringComparer.Ordinal);
        for (var n = 0; n < size.Samples; n++)
        {
            foreach (var address in addresses)
            {
                times[address].Add(await TimeAsync(page, team, address, cancellation));
            }
        }

        return
        [
            .. addresses.Select(address => Report(address == addresses[0] ? "page: the whole" : $"page: {address.Split('/')[^1]}", times[address])),
        ];
    }

    private async Task<double> TimeAsync(OpenPage page, string team, string address, CancellationToken cancellation)
    {
        using var debit = new HttpRequestMessage(HttpMethod.Post, $"/v1/teams/{team}/debits") { Content = JsonContent.Create(new { memberId = Owner, action = "answer" }) };
        debit.Headers.Add("Idempotency-Key", $"page-{++debits}");
        using (var answer = await api.SendAsync(debit, cancellation))
        {
            answer.EnsureSuccessStatusCode();
        }

        var started = Stopwatch.GetTimestamp();
        await page.LoadAsync(address, cancellation);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task<IReadOnlyList<Figure>> ManyAsync(CancellationToken cancellation)
    {
        var bytes = await MemoryAsync(cancellation);
        await DebitsPerSecondAsync(compiling);
        List<double> alone = [], beside = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            alone.Add(await DebitsPerSecondAsync(TimeSpan.FromSeconds(2)));
            var open = await OpenAsync(cancellation);
            beside.Add(await DebitsPerSecondAsync(TimeSpan.FromSeconds(2)));
            await CloseAsync(open);
        }

        var (usual, less) = (Middle(alone), Middle(beside));
        return
        [
            new Figure(
                "page: memory of an open one", bytes, string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB of the process' heap, {size.Open:N0} open, each of another team")),
            new Figure(
                "page: debits beside open ones",
                less / usual,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{less / usual:0.00} of what they are alone: {usual:N0}/s alone, {less:N0}/s with {size.Open:N0} of the {size.Teams:N0} teams' pages open, whose readers share the machine (medians of {Turns})")),
        ];
    }

    /// <summary>Before anything else is going on, and the second time: what the first ones need for good is there by then.</summary>
    private async Task<long> MemoryAsync(CancellationToken cancellation)
    {
        await CloseAsync(await OpenAsync(cancellation));
        var before = await purser.SiloHeapAsync();
        var open = await OpenAsync(cancellation);
        var bytes = (await purser.SiloHeapAsync() - before) / size.Open;
        await CloseAsync(open);
        return bytes;
    }

    private static async Task CloseAsync(OpenPage[] open)
    {
        foreach (var page in open)
        {
            await page.DisposeAsync();
        }
    }

    /// <summary>Pages of as many teams, each of which is let in, loaded, and listens.</summary>
    private async Task<OpenPage[]> OpenAsync(CancellationToken cancellation)
    {
        var open = new OpenPage[size.Open];
        await Parallel.ForAsync(0, size.Open, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (n, stop) =>
        {
            open[n] = await OpenPage.EnterAsync(api, spending[n], Owner, stop);
            await open[n].ListenAsync(stop);
        });
        return open;
    }

    private async Task<double> DebitsPerSecondAsync(TimeSpan warmUp) =>
        (await purser.Http.MeasureAsync(spending, new BenchCase(size.Teams, Connections), warmUp, window)).PerSecond;

    private static T Middle<T>(List<T> some) => some.Order().ElementAt(some.Count / 2);

    private Figure Report(string name, List<double> times)
    {
        times.Sort();
        var p95 = times[(int)Math.Ceiling(times.Count * 0.95) - 1];
        return new Figure(name, p95, string.Create(
            CultureInfo.InvariantCulture, $"p50 {times[times.Count / 2]:0.0} ms, p95 {p95:0.0} ms, worst {times[^1]:0.0} ms ({times.Count}): {size.Entries:N0} entries in the cycle, each time after a debit"));
    }
}
