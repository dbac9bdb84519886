using System.Globalization;
using Purser.Gateway.Answers;
using Purser.History;

namespace Purser.Gateway.Portal.Where;

/// <summary>What the picture shows, as a file: a row for each day and action.</summary>
internal static class SpendingCsv
{
    public static async Task<IResult> ExportAsync(Visit visit)
    {
        var asked = new SpendingOfCycle(visit.Address.Cycle, visit.Address.Member);
        var spending = await visit.Cluster.AskAsync(grains => grains.History(visit.TeamId).GetSpending(asked));
        return new CsvAnswer($"spending-{visit.TeamId.Value.Replace(':', '_')}.csv", csv => WriteAsync(csv, spending?.Days ?? []));
    }

    private static async IAsyncEnumerable<int> WriteAsync(CsvWriter csv, DaySpending[] days)
    {
        foreach (var name in (string[])["day", "action", "label", "credits"])
        {
            csv.Text(name);
        }

        csv.EndRow();
        foreach (var day in days)
        {
            csv.Text(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            csv.Code<AiAction>(day.Action);
            csv.Text(day.Action.Label());
            csv.Number(day.Credits.Count);
            csv.EndRow();
        }

        await Task.CompletedTask;
        yield return days.Length;
    }
}
