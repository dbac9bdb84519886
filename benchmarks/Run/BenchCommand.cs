using System.CommandLine;
using Purser.Benchmarks.AutoBid;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.History;
using Purser.Benchmarks.Integrating;
using Purser.Benchmarks.Pages;
using Purser.Benchmarks.Report;
using Purser.Benchmarks.Resets;
using Purser.Benchmarks.Targets;
using Purser.Local;

namespace Purser.Benchmarks.Run;

/// <summary><c>./bench</c>.</summary>
internal static class BenchCommand
{
    // Of the last minute; an idle machine is well below.
    private const double BusyMachine = 1.0;

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Length of each measured window.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each case is measured; the median counts.",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<string[]> Targets = new("--targets")
    {
        Description = $"Comma-separated, of: {string.Join(", ", TargetNames.All)}.",
        DefaultValueFactory = _ => [.. TargetNames.All],
        CustomParser = result => Listed(result.Tokens, TargetNames.All, result.AddError),
    };

    private static readonly Option<string> Only = new("--only")
    {
        Description = "Only these measurements: hot, many, footprint (activation, memory, disk), resets (many at one instant, reminders), auto-bid (granting jobs), history (reading a long past), pages (the AI Credits page), client (the .NET client) or shutdown (of a silo with many teams).",
    };

    private static readonly Option<int[]> Connections = new("--connections")
    {
        Description = "Comma-separated numbers of connections.",
        DefaultValueFactory = _ => [1, 32, 256],
        CustomParser = result => Numbers(result.Tokens, result.AddError),
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "One round of one second each, 256 connections, a small footprint: to see that it runs.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for the databases while it runs; on a real disk, where flushing costs what it costs.",
        DefaultValueFactory = _ => ".data-bench",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Also write the results to this file (.json, otherwise Markdown), each as it comes: what was measured is kept, whatever happens later.",
    };

    public static RootCommand Create()
    {
        Only.AcceptOnlyFromAmong("hot", "many", "footprint", "resets", "auto-bid", "history", "pages", "client", "shutdown");
        var command = new RootCommand("Measures Purser and its peers side by side on one PostgreSQL and prints one table.")
        {
            Seconds, Rounds, Targets, Only, Connections, Quick, Data, Out,
        };
        command.SetAction((parsed, cancellation) => RunAsync(Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        if (Directory.Exists(options.Folder))
        {
            await Console.Error.WriteLineAsync($"{options.Folder} exists; a benchmark starts on fresh databases. Remove it or name another --data.");
            return 1;
        }

        if (options.Out is { } file && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"--out {file}: there is no folder {folder}.");
            return 1;
        }

        try
        {
            var report = await MeasureAsync(options, cancellation);
            return report.Failures.Count == 0 && report.Cases.All(result => result.Failures == 0) ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was left running.");
            return 130;
        }
        catch (LocalException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        finally
        {
            if (Directory.Exists(options.Folder))
            {
                Directory.Delete(options.Folder, recursive: true);
            }
        }
    }

    private static async Task<BenchReport> MeasureAsync(BenchOptions options, CancellationToken cancellation)
    {
        Action<string> notify = line => Console.Error.WriteLine($"  {line}");
        if (Machine.LoadAverage() is > BusyMachine and var busy)
        {
            notify($"! The load average is {busy:0.0} before anything started: somebody else is using this machine, and the figures will show it.");
        }

        await using var stage = await Stage.SetAsync(options, notify, cancellation);
        var machine = await Machine.DescribeAsync(stage.Database, options.Targets, TimeProvider.System, cancellation);
        var findings = new Findings(machine, options.Out, notify, cancellation);
        try
        {
            await MeasureAsync(options, stage, findings, notify, cancellation);
            await findings.CompleteAsync();
        }
        finally
        {
            // However it ends: what was measured took its time.
            Console.WriteLine(findings.Report.ToMarkdown());
        }

        return findings.Report;
    }

    private static async Task MeasureAsync(
        BenchOptions options, Stage stage, Findings findings, Action<string> notify, CancellationToken cancellation)
    {
        if (options.Cases.Count > 0)
        {
            await new Bench(options, stage, findings, notify).RunAsync(cancellation);
        }

        if (options.Footprint is { } footprint)
        {
            await new FootprintRun(stage, footprint, notify, findings).MeasureAsync(cancellation);
        }

        if (options.Granting is { } granting)
        {
            await findings.AddAsync("jobs granted to a worker", () => new GrantLoad(stage.Purser!, granting).MeasureAsync(cancellation));
        }

        if (options.Resets is { } resets)
        {
            await findings.AddAsync(
                $"{resets.Teams:N0} teams whose cycle ends at once",
                () => new ResetStorm(stage.Purser!, stage.Database, resets).MeasureAsync(cancellation));
            await findings.AddAsync(
                $"{resets.Reminders:N0} reminders",
                async () => [await new ReminderLoad(stage.Purser!, stage.Database, resets.Reminders).MeasureAsync(cancellation)]);
        }

        if (options.History is { } history)
        {
            await findings.AddAsync(
                $"{history.Teams * (long)history.Entries + history.Others:N0} entries, {history.Entries:N0} of them in a team's cycle",
                async () =>
                {
                    using var load = new HistoryLoad(stage.Purser!, stage.Database, history, options.Compiling, options.Window, notify);
                    return await load.MeasureAsync(cancellation);
                });
        }

        if (options.Pages is { } pages)
        {
            await findings.AddAsync($"the AI Credits page, {pages.Open:N0} of them open", async () =>
            {
                using var load = new PageLoad(stage.Purser!, stage.Database, pages, options.Compiling, options.Window, notify);
                return await load.MeasureAsync(cancellation);
            });
        }

        if (options.Client is { } client)
        {
            await findings.AddAsync("the .NET client", async () =>
            {
                using var load = new ClientLoad(stage.Purser!, client);
                return await load.MeasureAsync(cancellation);
            });
        }

        if (options.Shutdown is { } teams)
        {
            await findings.AddAsync(
                $"shutting down with {teams:N0} teams", async () => [await new ShutdownTime(stage.Purser!, stage.Database, teams).MeasureAsync(cancellation)]);
        }
    }

    private static BenchOptions Read(ParseResult parsed)
    {
        var quick = parsed.GetValue(Quick);
        var only = parsed.GetValue(Only);
        var connections = quick && parsed.GetResult(Connections) is null or { Implicit: true }
            ? [256]
            : parsed.GetValue(Connections)!;
        var targets = parsed.GetValue(Targets)!;
        var everything = only is null && targets.Any(TargetNames.IsPurser);
        var (footprint, resets, granting) = (everything || only is "footprint", everything || only is "resets", everything || only is "auto-bid");
        return new BenchOptions
        {
            Window = TimeSpan.FromSeconds(quick ? 1 : parsed.GetValue(Seconds)),
            WarmUp = TimeSpan.FromSeconds(quick ? 1 : 2),
            Compiling = TimeSpan.FromSeconds(quick ? 1 : 24),
            Rounds = quick ? 1 : parsed.GetValue(Rounds),
            Targets = targets,
            Cases =
            [
                .. only is null or "hot" ? connections.Select(count => new BenchCase(1, count)) : [],
                .. only is null or "many" ? connections.Select(count => new BenchCase(BenchCase.ManyTeams, count)) : [],
            ],
            Footprint = footprint ? (quick ? FootprintSize.Small : FootprintSize.Full) : null,
            Granting = granting ? (quick ? GrantSize.Small : GrantSize.Full) : null,
            Resets = resets ? (quick ? ResetsSize.Small : ResetsSize.Full) : null,
            History = everything || only is "history" ? (quick ? HistorySize.Small : HistorySize.Full) : null,
            Pages = everything || only is "pages" ? (quick ? PagesSize.Small : PagesSize.Full) : null,
            Client = everything || only is "client" ? (quick ? ClientSize.Small : ClientSize.Full) : null,
            Shutdown = everything || only is "shutdown" ? (quick ? 10_000 : 100_000) : null,
            Folder = Path.GetFullPath(parsed.GetValue(Data)!),
            Out = parsed.GetValue(Out),
        };
    }

    private static string[] Listed(
        IReadOnlyList<System.CommandLine.Parsing.Token> tokens, IReadOnlyList<string> known, Action<string> fail)
    {
        var names = tokens.SelectMany(token => token.Value.Split(',')).ToArray();
        foreach (var name in names.Except(known, StringComparer.Ordinal))
        {
            fail($"--targets: '{name}' is not one of {string.Join(", ", known)}.");
        }

        return names;
    }

    private static int[] Numbers(IReadOnlyList<System.CommandLine.Parsing.Token> tokens, Action<string> fail)
    {
        var numbers = new List<int>();
        foreach (var text in tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (int.TryParse(text, out var number) && number is >= 1 and <= 4096)
            {
                numbers.Add(number);
            }
            else
            {
                fail($"--connections: '{text}' is not a number from 1 to 4096.");
            }
        }

        return [.. numbers];
    }
}
