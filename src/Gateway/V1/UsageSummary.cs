using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

/// <summary>Where the credits of a cycle or of some time went, in groups.</summary>
internal static class UsageSummaryCall
{
    /// <summary>What was used, summed up by group</summary>
    /// <remarks>
    /// A reversal counts with its debit, in its debit's group, whenever it came. So the groups of a cycle add up to `used` of the
    /// credits document, to the credit, whatever they are by.
    /// </remarks>
    /// <response code="200">Days in order, other groups by size.</response>
    internal static async Task<Answer<UsageSummaryAnswer>> SumAsync(TeamId teamId, QueryOf<SummaryFilter> filter, ClusterCalls cluster)
    {
        var query = filter.Value.ToQuery();
        return await cluster.AskAsync(grains => grains.History(teamId).Summarize(query)) switch
        {
            SummaryOutcome.Summed summed => UsageSummaryAnswer.Of(summed.Summary),
            SummaryOutcome.NoSuchCycle => throw Query.Invalid("cycle", "cycle must be the start of one of the team's cycles."),
            _ => Problem.NoSuchTeam(teamId),
        };
    }
}

/// <summary>What to sum up: the present cycle, another one, or the debits of some time.</summary>
/// <param name="By">
/// `source` tells Auto Bid (matching and submitting) from people; days are those of the team's time zone.
/// </param>
/// <param name="From">Debits not before.</param>
/// <param name="To">Debits before.</param>
/// <param name="Cycle">The start of a cycle, instead of a time.</param>
/// <param name="Limit">Most groups; `others` has the rest. Days are all there.</param>
internal sealed record SummaryFilter(
    SummaryBy By = SummaryBy.Member,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    DateTimeOffset? Cycle = null,
    [Between(1, Limits.Groups)] int Limit = Limits.Groups)
{
    public SummaryQuery ToQuery() => this switch
    {
        _ when From > To => throw Query.Invalid("from", "from must not be after to."),
        { Cycle: not null } when From is not null || To is not null => throw Query.Invalid("cycle", "Give either cycle, or from and to."),
        _ => new SummaryQuery(By, From, To, Cycle, Limit),
    };
}

/// <summary>Where credits went.</summary>
/// <param name="Groups">Those that come to nothing are left out.</param>
/// <param name="Others">Groups that there was no room for.</param>
/// <param name="Total">All groups together; of the present cycle: `used` of the credits document.</param>
/// <param name="Version">The ledger's last sequence number when it was summed up.</param>
internal sealed record UsageSummaryAnswer(
    UsageGroupAnswer[] Groups, OtherGroupsAnswer Others, Credits Total, [AtLeast(0)] long Version)
{
    public static UsageSummaryAnswer Of(UsageSummary summary) => new(
        Array.ConvertAll(summary.Groups, static group => new UsageGroupAnswer(group.Key, group.Label, group.Credits, group.Regenerations)),
        new OtherGroupsAnswer(summary.Others.Groups, summary.Others.Credits, summary.Others.Regenerations),
        summary.Total,
        summary.Version);
}

/// <summary>What a group used.</summary>
/// <param name="Key">An id, a code or a day; null for what was for no job.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Credits">Used, less what was given back.</param>
/// <param name="Regenerations">How many of the credits were for regenerations.</param>
internal sealed record UsageGroupAnswer(string? Key, string Label, Credits Credits, Credits Regenerations);

/// <summary>Groups that are not listed, together.</summary>
/// <param name="Groups">How many.</param>
internal sealed record OtherGroupsAnswer([AtLeast(0)] int Groups, Credits Credits, Credits Regenerations);
