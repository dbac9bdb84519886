using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.History;

/// <summary>How fast the past is read over HTTP, cold and warm, and what debits notice of it.</summary>
internal sealed class HistoryLoad(PurserCluster purser, NpgsqlDataSource database, HistorySize size, TimeSpan compiling, TimeSpan window, Action<string> notify) : IDisposable
{
    private static readonly string[] Groupings = ["member", "action", "day", "job", "source", "bucket"];
    private static readonly BenchCase OthersSpend = new(1_000, 32);
    private static readonly TeamNames Others = new("spending", OthersSpend.Teams);
    private static readonly BenchCase HotSpends = new(1, 32);
    private static readonly TeamNames Hot = new("followed", HotSpends.Teams);
    private const int Turns = 5;
    private const int FollowersAtOnce = 100;

    /// <summary>The runtime compiles what is hot after thirty calls, and again after thirty more.</summary>
    private const int CompilingRounds = 120;
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new() { BaseAddress = purser.Http.Url, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", purser.OperatorKey);
        notify("a past is written …");
        await new WrittenPast(purser, database, size).WriteAsync(cancellation);
        List<Figure> figures = [await FirstAsync(cancellation)];
        figures.AddRange(await ColdAsync(cancellation));
        figures.AddRange(await WarmAsync(cancellation));
        figures.Add(await CsvAsync(cancellation));
        figures.Add(await DebitsAsync(cancellation));
        figures.AddRange(await FollowedAsync(cancellation));
        return figures;
    }

    public void Dispose() => http.Dispose();

    /// <summary>Everything but what is cold by nature has been called and compiled.</summary>
    private async Task<Figure> FirstAsync(CancellationToken cancellation)
    {
        for (var n = 0; n < size.Teams; n++)
        {
            await TimeAsync($"{Team(n)}/credits", cancellation);
        }

        var times = new List<double>();
        for (var n = 0; n < size.Teams; n++)
        {
            times.Add(await TimeAsync($"{Team(n)}/usage/summary?by=action", cancellation));
        }

        return Report("history: first summary ever", times, $"of a team of {size.Entries:N0} entries, whose blocks are made");
    }

    private async Task<IReadOnlyList<Figure>> ColdAsync(CancellationToken cancellation)
    {
        List<double> summaries = [], pages = [];
        for (var start = 0; start < size.Starts; start++)
        {
            await purser.RestartSiloAsync(cancellation);
            // The last team is for the code to be compiled; it is not measured.
            await CompileAsync(Team(size.Teams - 1), cancellation);
            for (var n = 0; n < size.Teams - 1; n++)
            {
                await TimeAsync($"{Team(n)}/credits", cancellation);
                if (n % 3 == 2)
                {
                    pages.Add(await TimeAsync($"{Team(n)}/usage?member={WrittenPast.RareMember}", cancellation));
                }
                else
                {
                    summaries.Add(await TimeAsync($"{Team(n)}/usage/summary?by={Groupings[(start + n) % Groupings.Length]}", cancellation));
                }
            }
        }

        return
        [
            Report("history: summary, cold", summaries, $"of the cycle by {string.Join(", ", Groupings)}: {size.Entries:N0} entries, blocks in the table and not in memory"),
            Report("history: rare filter, cold", pages, "a page of what hardly occurs, blocks in the table and not in memory"),
        ];
    }

    private async Task<IReadOnlyList<Figure>> WarmAsync(CancellationToken cancellation)
    {
        List<Figure> figures = [];
        await CompileAsync(Team(0), cancellation);
        foreach (var by in Groupings)
        {
            figures.Add(Report(
                $"history: summary by {by}, warm", await TimesAsync(_ => $"{Team(0)}/usage/summary?by={by}", cancellation), "of the cycle"));
        }

        figures.Add(Report(
            "history: summary of a time, warm", await TimesAsync(n => $"{Team(0)}/usage/summary?by=day&{Range(n)}", cancellation), "by day, from and to anywhere"));
        foreach (var (name, filter) in Filters)
        {
            figures.Add(Report(
                $"history: page, {name}",
                await TimesAsync(n => $"{Team(0)}/usage?{filter}{(n % 3 == 0 ? "" : n % 3 == 1 ? "&" + Range(n) : $"&to={At(n)}")}", cancellation),
                "without bounds, before an instant, and between two"));
        }

        figures.Add(Report("history: cycles", await TimesAsync(_ => $"{Team(0)}/cycles", cancellation), "of a team in its first cycle"));
        figures.Add(Report("history: insights", await TimesAsync(_ => $"{Team(0)}/insights", cancellation), "of 30 days"));
        figures.Add(Report("history: forecast", await TimesAsync(_ => $"{Team(0)}/forecast", cancellation), "until the reset"));
        figures.Add(Report("history: credits", await TimesAsync(_ => $"{Team(0)}/credits", cancellation), "beside all this"));
        return figures;
    }

    private static IEnumerable<(string Name, string Filter)> Filters =>
    [
        ("no filter", "limit=50"),
        ("one action", "action=job_matching"),
        ("one member", "member=m7"),
        ("regenerations of a member", "member=m7&regeneration=true"),
        ("member and action", "member=m3&action=test_template&bucket=pool&regeneration=false"),
        ("one job", "job=job-1234"),
        ("a rare member", $"member={WrittenPast.RareMember}"),
        ("a rare job", $"job={WrittenPast.RareJob}"),
        ("what never occurs", "member=m3&bucket=extra"),
        ("nobody", "member=nobody"),
    ];

    private async Task<Figure> CsvAsync(CancellationToken cancellation)
    {
        await ReadCsvAsync(cancellation);
        var before = Resident();
        using var watch = new CancellationTokenSource();
        var peak = PeakAsync(watch.Token);
        var started = Stopwatch.GetTimestamp();
        var rows = await ReadCsvAsync(cancellation);
        var took = Stopwatch.GetElapsedTime(started);
        await watch.CancelAsync();
        var grown = Math.Max(0, await peak - before) >> 20;
        return new Figure(
            "history: CSV",
            rows / took.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"{rows / took.TotalSeconds:N0} rows/s: {rows:N0} rows in {took.TotalSeconds:0.00} s; the process grew by {grown} MiB"));
    }

    private async Task<Figure> DebitsAsync(CancellationToken cancellation)
    {
        await purser.Http.OpenAsync(Others);
        var (alone, beside, reads) = await ByTurnsAsync(Others, OthersSpend, ReadOnAsync, cancellation);
        return Slower(
            "history: debits meanwhile", alone, beside,
            string.Create(CultureInfo.InvariantCulture, $"a page, a summary or, every tenth time, the insights are asked for every {BetweenReads.TotalMilliseconds:0} ms ({reads:N0} of them)"));
    }

    /// <summary>What those who follow teams cost the debits of these teams.</summary>
    private async Task<IReadOnlyList<Figure>> FollowedAsync(CancellationToken cancellation)
    {
        await purser.Http.OpenAsync(Hot);
        List<Figure> figures = [];
        foreach (var (name, teams, load) in new[] { ("of one hot team", Hot, HotSpends), ("of as many teams", Others, OthersSpend) })
        {
            using var followers = new Followers(http, [.. Enumerable.Range(0, FollowersAtOnce).Select(n => teams[n % teams.Count])]);
            var (alone, beside, events) = await ByTurnsAsync(teams, load, followers.FollowAsync, cancellation);
            figures.Add(Slower(
                $"events: debits of {load.Teams:N0} teams, followed", alone, beside,
                string.Create(CultureInfo.InvariantCulture, $"{FollowersAtOnce} follow events {name} ({events:N0} came)")));
        }

        return figures;
    }

    /// <summary>Debits per second alone and beside something else by turns, so that whatever else the machine does hits both.</summary>
    private async Task<(double Alone, double Beside, long Done)> ByTurnsAsync(
        TeamNames teams, BenchCase load, Func<CancellationToken, Task<long>> other, CancellationToken cancellation)
    {
        await purser.Http.MeasureAsync(teams, load, compiling, window);
        List<double> alone = [], beside = [];
        var done = 0L;
        for (var turn = 0; turn < Turns; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            alone.Add(await DebitsPerSecondAsync(teams, load));
            using var ended = new CancellationTokenSource();
            var doing = other(ended.Token);
            beside.Add(await DebitsPerSecondAsync(teams, load));
            await ended.CancelAsync();
            done += await doing;
        }

        return (alone.Order().ElementAt(Turns / 2), beside.Order().ElementAt(Turns / 2), done);
    }

    private static Figure Slower(string name, double alone, double beside, string meanwhile) => new(
        name,
        1 - (beside / alone),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{alone:N0}/s alone, {beside:N0}/s while {meanwhile}: {1 - (beside / alone):P0} fewer (medians of {Turns})"));

    private async Task<double> DebitsPerSecondAsync(TeamNames teams, BenchCase load) =>
        (await purser.Http.MeasureAsync(teams, load, TimeSpan.FromSeconds(1), window)).PerSecond;

    private async Task<long> ReadOnAsync(CancellationToken ended)
    {
        var reads = 0;
        var filters = Filters.ToArray();
        while (!ended.IsCancellationRequested)
        {
            await TimeAsync(
                Team(reads % size.Teams) + (reads % 10 == 9 ? "/insights"
                    : reads % 2 == 0 ? $"/usage/summary?by={Groupings[reads / 2 % Groupings.Length]}"
                    : $"/usage?{filters[reads / 2 % filters.Length].Filter}"),
                CancellationToken.None);
            reads++;
            await Task.Delay(BetweenReads, TimeProvider.System, CancellationToken.None);
        }

        return reads;
    }

    private async Task CompileAsync(string team, CancellationToken cancellation)
    {
        for (var round = 0; round < CompilingRounds; round++)
        {
            await TimeAsync($"{team}/insights", cancellation);
            await TimeAsync($"{team}/usage/summary?by={Groupings[round % Groupings.Length]}", cancellation);
            await TimeAsync($"{team}/usage?{Filters.ElementAt(round % Filters.Count()).Filter}", cancellation);
        }
    }

    private async Task<List<double>> TimesAsync(Func<int, string> path, CancellationToken cancellation)
    {
        List<double> times = [];
        for (var n = 0; n < size.Samples; n++)
        {
            times.Add(await TimeAsync(path(n), cancellation));
        }

        return times;
    }

    /// <summary>How long until it is answered. Who is told to come again, while blocks are made, comes again.</summary>
    private async Task<double> TimeAsync(string path, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await http.GetAsync(path, cancellation);
            if (answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } later })
            {
                await Task.Delay(later, TimeProvider.System, cancellation);
                continue;
            }

            answer.EnsureSuccessStatusCode();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private async Task<long> ReadCsvAsync(CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"{Team(0)}/usage.csv", HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 16];
        var rows = -1L;
        for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
        {
            rows += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return rows;
    }

    private async Task<long> PeakAsync(CancellationToken ended)
    {
        var peak = Resident();
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            peak = Math.Max(peak, Resident());
        }

        return peak;
    }

    private long Resident()
    {
        using var process = Process.GetProcessById(purser.Silo.ProcessId!.Value);
        return process.WorkingSet64;
    }

    private static Figure Report(string name, List<double> times, string text)
    {
        times.Sort();
        var p95 = times[(int)Math.Ceiling(times.Count * 0.95) - 1];
        return new Figure(
            name, p95, string.Create(CultureInfo.InvariantCulture, $"p50 {times[times.Count / 2]:0.0} ms, p95 {p95:0.0} ms, worst {times[^1]:0.0} ms ({times.Count}): {text}"));
    }

    private static string Team(int n) => $"/v1/teams/{WrittenPast.Teams[n]}";

    private static string Range(int n)
    {
        string[] bounds = [At(n), At(n + 9)];
        Array.Sort(bounds, StringComparer.Ordinal);
        return $"from={bounds[0]}&to={bounds[1]}";
    }

    /// <summary>Instants all over the cycle.</summary>
    private static string At(int n) =>
        WrittenPast.Begin.AddHours(n * 131 % 600).AddTicks(n * 12_345_670L).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
