using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Report;

/// <summary>All that one run found out.</summary>
/// <param name="IsComplete">Whether that is all there was to measure; else the run goes on, or was ended.</param>
/// <param name="Machine">Where.</param>
/// <param name="Cases">The table.</param>
/// <param name="Figures">What else was measured.</param>
/// <param name="Failures">What could not be measured, and why.</param>
internal sealed record BenchReport(
    bool IsComplete, Machine Machine, IReadOnlyList<CaseResult> Cases, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Failures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string ToMarkdown()
    {
        var text = new StringBuilder().Append(Machine).Append('\n');
        if (Cases.Count > 0)
        {
            AppendCases(text);
        }

        if (Figures.Count > 0)
        {
            text.Append('\n').AppendJoin("\n", Figures.Select(figure => $"- {figure}")).Append('\n');
        }

        if (Failures.Count > 0)
        {
            text.Append('\n').AppendJoin("\n", Failures.Select(failure => $"! {failure}")).Append('\n');
        }

        if (!IsComplete)
        {
            text.Append("\n! Not complete: there was more to measure.\n");
        }

        return text.ToString();
    }

    /// <summary>Writes it in place of what the file had, all of it or nothing.</summary>
    public async Task WriteAsync(string file)
    {
        var text = Path.GetExtension(file) is ".json" ? JsonSerializer.Serialize(this, Json) : ToMarkdown();
        var written = $"{file}.part";
        await File.WriteAllTextAsync(written, text);
        File.Move(written, file, overwrite: true);
    }

    private void AppendCases(StringBuilder text)
    {
        text.Append('\n').Append(Table());
        text.Append("\nProcessor time per debit, in µs, by process:\n\n").Append(CpuTable());
        foreach (var result in Cases.Where(result => result.Failures > 0))
        {
            text.Append($"\n! {result.Target}, {Load(result)}: {result.Failures} requests were not answered 201.\n");
        }

        text.Append($"\nThe load generator itself took {GeneratorCpu():0.0} µs of CPU per HTTP request, the same for every target.\n");
    }

    private MarkdownTable Table()
    {
        var table = new MarkdownTable("load", "target", "debits/s", "slowest–fastest", "p50 ms", "p99 ms", "× sql", "× sql-tuned", "× redis", "× nothing");
        foreach (var result in Cases)
        {
            table.Add(
                Load(result),
                result.Target,
                Number(result.PerSecond),
                $"{Number(result.Slowest)}–{Number(result.Fastest)}",
                Milliseconds(result.P50),
                Milliseconds(result.P99),
                Ratio(result, TargetNames.Sql),
                Ratio(result, TargetNames.SqlTuned),
                Ratio(result, TargetNames.Redis),
                Ratio(result, TargetNames.Nothing));
        }

        return table;
    }

    private MarkdownTable CpuTable()
    {
        var table = new MarkdownTable("load", "target", "µs", "of which");
        foreach (var result in Cases)
        {
            table.Add(
                Load(result),
                result.Target,
                Microseconds(result.CpuPerDebit.Values.Aggregate(result.GeneratorCpuPerDebit, static (sum, part) => sum + part)),
                string.Join(", ", [$"load {Microseconds(result.GeneratorCpuPerDebit)}", .. result.CpuPerDebit.Select(part => $"{part.Key} {Microseconds(part.Value)}")]));
        }

        return table;
    }

    private string Ratio(CaseResult result, string peer) =>
        Cases.FirstOrDefault(other => other.Case == result.Case && string.Equals(other.Target, peer, StringComparison.Ordinal))
            is { PerSecond: > 0 } compared
            ? (result.PerSecond / compared.PerSecond).ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private double GeneratorCpu() => Cases
        .Where(result => result.Target is not ClusterTarget.FixedName)
        .OrderByDescending(result => result.PerSecond)
        .Select(result => result.GeneratorCpuPerDebit.TotalMicroseconds)
        .FirstOrDefault();

    private static string Load(CaseResult result) => result.Target is ClusterTarget.FixedName
        ? $"{result.Case.Title}, {ClusterTarget.InFlight(result.Case)} in flight"
        : $"{result.Case.Title}, {result.Case.Connections} connection{(result.Case.Connections == 1 ? "" : "s")}";

    private static string Microseconds(TimeSpan value) => value.TotalMicroseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan value) => value.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
}
