using System.Text.Json;
using Purser.AuditTrail;
using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class AuditLogRoutes
{
    public static void MapAuditLog(this IEndpointRouteBuilder v1)
    {
        var log = v1.MapNoun("Audit log", "Who changed what.");
        log.MapGet("/teams/{teamId}/audit-log", ListOfTeamAsync).WithName("listTeamAuditLog");
        log.MapGet("/teams/{teamId}/audit-log.csv", ExportOfTeamAsync).WithName("exportTeamAuditLog").ReadsMuch();
        log.MapGet("/audit-log", ListAsync).WithName("listAuditLog").ForOperators();
        log.MapGet("/audit-log.csv", Export).WithName("exportAuditLog").ReadsMuch().ForOperators();
    }

    /// <summary>Who changed what of a team, newest first</summary>
    /// <remarks>
    /// Keys, members, budgets, settings, plans, grants, purchases and what was claimed of them; each in the transaction of the change, and
    /// never altered. Debits are not in it: the usage says who spent.
    /// </remarks>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<AuditLogAnswer>> ListOfTeamAsync(TeamId teamId, QueryOf<AuditLogFilter> filter, ClusterCalls cluster) =>
        await IsThereAsync(cluster, teamId) ? await PageAsync(cluster, filter.Value, teamId) : Problem.NoSuchTeam(teamId);

    /// <summary>Who changed what of a team as CSV, newest first, all of it</summary>
    /// <response code="200">A file, as the usage's: `before` and `after` are JSON.</response>
    internal static async Task<CsvAnswer> ExportOfTeamAsync(TeamId teamId, QueryOf<AuditLogExport> filter, ClusterCalls cluster)
    {
        var query = filter.Value.ToQuery(teamId);
        return await IsThereAsync(cluster, teamId)
            ? new CsvAnswer($"audit-log-{teamId.Value.Replace(':', '_')}.csv", csv => WriteAsync(csv, cluster, query))
            : Problem.NoSuchTeam(teamId);
    }

    /// <summary>Who changed what, of all teams and of none, newest first</summary>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<AuditLogAnswer>> ListAsync(QueryOf<AuditLogFilter> filter, ClusterCalls cluster) =>
        await PageAsync(cluster, filter.Value, teamId: null);

    /// <summary>Who changed what, of all teams and of none, as CSV, newest first, all of it</summary>
    /// <response code="200">A file, as the usage's: `before` and `after` are JSON.</response>
    internal static CsvAnswer Export(QueryOf<AuditLogExport> filter, ClusterCalls cluster)
    {
        var query = filter.Value.ToQuery(teamId: null);
        return new CsvAnswer("audit-log.csv", csv => WriteAsync(csv, cluster, query));
    }

    private static async Task<bool> IsThereAsync(ClusterCalls cluster, TeamId teamId) =>
        await cluster.AskAsync(grains => grains.Team(teamId).GetCredits()) is not null;

    private static async Task<AuditLogAnswer> PageAsync(ClusterCalls cluster, AuditLogFilter filter, TeamId? teamId)
    {
        var query = filter.ToQuery(teamId);
        var entries = await cluster.AskAsync(grains => grains.AuditLog().Read(query));
        return new AuditLogAnswer(
            Array.ConvertAll(entries, AuditLogItem.Of),
            EntryCursor.Write(EntryCursor.AuditLog, entries.Length == query.Count ? entries[^1].Position : null));
    }

    private static async IAsyncEnumerable<int> WriteAsync(CsvWriter csv, ClusterCalls cluster, AuditLogQuery query)
    {
        foreach (var name in new[] { "id", "at", "teamId", "actor", "change", "entryId", "subject", "before", "after" })
        {
            csv.Text(name);
        }

        csv.EndRow();
        for (AuditEntry[] entries; ; query = query with { Before = entries[^1].Position })
        {
            var asked = query;
            entries = await cluster.AskAsync(grains => grains.AuditLog().Read(asked));
            foreach (var entry in entries)
            {
                csv.Number(entry.Position);
                csv.Instant(entry.At);
                csv.Text(entry.TeamId?.Value);
                csv.Text(entry.Actor);
                csv.Code<AuditChange>(entry.Change);
                csv.Number(entry.EntryId);
                csv.Text(entry.Subject);
                csv.Text(entry.Before);
                csv.Text(entry.After);
                csv.EndRow();
            }

            yield return entries.Length;
            if (entries.Length < query.Count)
            {
                yield break;
            }
        }
    }
}

/// <summary>Which changes.</summary>
/// <param name="Actor">Only by them: `operator`, `key:` and a key's id, `token:` and a subject, `member:` and a member's id, `stripe`, `purser` for what it did by itself, or `unknown`.</param>
/// <param name="Change">Only of this kind.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
internal sealed record AuditLogExport(
    [Name] string? Actor = null, AuditChange? Change = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    public AuditLogQuery ToQuery(TeamId? teamId) => From > To
        ? throw Query.Invalid("from", "from must not be after to.")
        : new AuditLogQuery(teamId, Actor, Change, From, To, Before: null, Limits.ExportPageSize);
}

/// <summary>Which changes, page by page.</summary>
/// <param name="Actor">Only by them: `operator`, `key:` and a key's id, `token:` and a subject, `member:` and a member's id, `stripe`, `purser` for what it did by itself, or `unknown`.</param>
/// <param name="Change">Only of this kind.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record AuditLogFilter(
    [Name] string? Actor = null,
    AuditChange? Change = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Cursor = null,
    [Between(1, Limits.PageSize)] int Limit = 50)
{
    public AuditLogQuery ToQuery(TeamId? teamId) => new AuditLogExport(Actor, Change, From, To).ToQuery(teamId) with
    {
        Before = EntryCursor.Read(EntryCursor.AuditLog, Cursor),
        Count = Limit,
    };
}

/// <summary>One page of changes, newest first.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record AuditLogAnswer(AuditLogItem[] Items, string? Next);

/// <summary>One change.</summary>
/// <param name="Id">It grows, with gaps.</param>
/// <param name="TeamId">Null: of no team.</param>
/// <param name="Actor">`operator`, `key:` and a key's id, `token:` and a subject, `member:` and a member's id, `stripe`, `purser` for what it did by itself, or `unknown`.</param>
/// <param name="EntryId">Its entry in the team's ledger; null where it has none.</param>
/// <param name="Subject">The member or the key that it is about; null where it is about the team.</param>
/// <param name="Before">How it was, in the words of the ledger's `detail`; null where there was nothing.</param>
/// <param name="After">How it is from then on. Members may be added.</param>
internal sealed record AuditLogItem(
    [AtLeast(1)] long Id,
    DateTimeOffset At,
    [OwnId] TeamId? TeamId,
    string Actor,
    AuditChange Change,
    [AtLeast(1)] long? EntryId,
    string? Subject,
    [Facts] JsonElement? Before,
    [Facts] JsonElement? After)
{
    public static AuditLogItem Of(AuditEntry entry) => new(
        entry.Position, entry.At, entry.TeamId, entry.Actor, entry.Change, entry.EntryId, entry.Subject, Facts(entry.Before), Facts(entry.After));

    private static JsonElement? Facts(string? facts) => facts is null ? null : JsonElement.Parse(facts);
}
