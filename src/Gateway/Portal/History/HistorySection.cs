using Purser.Gateway.V1;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Portal.History;

/// <summary>Usage History: every debit and what was given back, newest first.</summary>
internal static class HistorySection
{
    private const int Rows = 25;

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var query = visit.Address.ToQuery(visit.Zone, Rows);
        var asking = visit.TeamAsync();
        var page = await visit.Cluster.AskAsync(grains => grains.History(visit.TeamId).GetUsage(query))
            ?? throw visit.IsGone();
        return new SectionContent(typeof(HistoryView), new HistoryModel(visit.Address, page, (await asking).Members));
    }

    /// <summary>All rows that the filters leave, not the visible ones.</summary>
    public static async Task<IResult> ExportAsync(Visit visit) =>
        await UsageCsv.ExportAsync(visit.TeamId, visit.Address.ToQuery(visit.Zone, Limits.ExportPageSize) with { Before = null }, visit.Cluster);
}

/// <summary>A page of the history.</summary>
/// <param name="Address">Which rows.</param>
/// <param name="Page">The rows.</param>
/// <param name="Members">Everyone who is or was a member.</param>
public sealed record HistoryModel(PageAddress Address, UsagePage Page, MemberStanding[] Members)
{
    private readonly Dictionary<MemberId, string> names = Members.ToDictionary(static member => member.MemberId, static member => member.Name);

    /// <summary>What a member is called; null where they were forgotten.</summary>
    public string? NameOf(MemberId member) => names.GetValueOrDefault(member);
}
