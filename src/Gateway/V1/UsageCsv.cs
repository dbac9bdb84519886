using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

/// <summary>The whole usage as a file for a spreadsheet or a program. It takes the memory of two pages, however long it is.</summary>
internal static class UsageCsv
{
    private static readonly string[] Header =
    [
        "entryId", "kind", "at", "memberId", "memberName", "action", "label", "jobId", "regeneration", "bucket", "amount", "cycleStart",
        "reverses", "reversedBy", "reason", "note", "imported",
    ];

    /// <summary>Debits and reversals as CSV, newest first, all of them</summary>
    /// <remarks>
    /// UTF-8, as RFC 4180 has it, with one header line; what arrives after its beginning is not in it. Text that a spreadsheet would
    /// run as a formula has an apostrophe before it, and so has text that begins with one. A transfer that breaks off is not whole.
    /// </remarks>
    /// <response code="200">A file.</response>
    internal static Task<CsvAnswer> ExportAsync(TeamId teamId, QueryOf<UsageExport> filter, ClusterCalls cluster) =>
        ExportAsync(teamId, filter.Value.ToQuery(), cluster);

    internal static async Task<CsvAnswer> ExportAsync(TeamId teamId, UsageQuery query, ClusterCalls cluster)
    {
        if (await cluster.AskAsync(grains => grains.Team(teamId).GetStatement()) is not { } team
            || await PageAsync(cluster, teamId, query) is not { } first)
        {
            return Problem.NoSuchTeam(teamId);
        }

        var names = team.Members.ToDictionary(member => member.MemberId, member => member.Name);
        return new CsvAnswer($"usage-{teamId.Value.Replace(':', '_')}.csv", csv => WriteAsync(csv, cluster, teamId, query, names, first));
    }

    private static Task<UsagePage?> PageAsync(ClusterCalls cluster, TeamId teamId, UsageQuery query) =>
        cluster.AskAsync(grains => grains.History(teamId).ExportUsage(query));

    private static async IAsyncEnumerable<int> WriteAsync(
        CsvWriter csv, ClusterCalls cluster, TeamId teamId, UsageQuery query, Dictionary<MemberId, string> names, UsagePage? page)
    {
        foreach (var name in Header)
        {
            csv.Text(name);
        }

        csv.EndRow();
        while (page is not null)
        {
            // The next page is read while this one is written.
            var next = page.Next is { } before ? PageAsync(cluster, teamId, query with { Before = before }) : null;
            foreach (var item in page.Items)
            {
                Write(csv, item, names);
            }

            yield return page.Items.Length;
            page = next is null ? null : await next;
        }
    }

    private static void Write(CsvWriter csv, UsageItem item, Dictionary<MemberId, string> names)
    {
        csv.Number(item.EntryId);
        csv.Text(UsageItemAnswer.KindOf(item));
        csv.Instant(item.At);
        csv.Text(item.MemberId.Value);
        csv.Text(names.GetValueOrDefault(item.MemberId));
        csv.Code<AiAction>(item.Action);
        csv.Text(item.Action.Label());
        csv.Text(item.JobId?.Value);
        csv.Flag(item.Regeneration);
        csv.Code<Bucket>(item.Bucket);
        csv.Number(item.Amount.Count);
        csv.Instant(item.CycleStart);
        csv.Number(item.Reverses);
        csv.Number(item.ReversedBy);
        csv.Code(ReversalAnswer.ReasonOf(item.HoldExpired, item.CycleClosed));
        csv.Text(item.Note);
        csv.Flag(item.Imported);
        csv.EndRow();
    }
}
