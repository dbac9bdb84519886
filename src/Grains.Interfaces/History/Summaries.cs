using System.Text.Json.Serialization;

namespace Purser.History;

/// <summary>By what usage is summed up.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SummaryBy>))]
public enum SummaryBy
{
    /// <summary>Who spent.</summary>
    Member,

    /// <summary>What was spent on.</summary>
    Action,

    /// <summary>The day, in the team's time zone.</summary>
    Day,

    /// <summary>The job that it was for.</summary>
    Job,

    /// <summary>Auto Bid (matching and submitting), or people.</summary>
    Source,

    /// <summary>Pool or extra.</summary>
    Bucket,
}

/// <summary>What to sum up: one cycle, or the debits of some time.</summary>
/// <param name="By">How it is grouped.</param>
/// <param name="From">Debits not before; the first where it is not given and <paramref name="To"/> is.</param>
/// <param name="To">Debits before; all where it is not given and <paramref name="From"/> is.</param>
/// <param name="Cycle">The cycle that starts then, and not a time; the present one where none of the three is given.</param>
/// <param name="Limit">Most groups, 1 to <see cref="Limits.Groups"/>; days are all there.</param>
[GenerateSerializer, Immutable, Alias("purser.SummaryQuery")]
public sealed record SummaryQuery(
    SummaryBy By, DateTimeOffset? From = null, DateTimeOffset? To = null, DateTimeOffset? Cycle = null, int Limit = Limits.Groups);

/// <summary>How a request for a summary ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.SummaryOutcome")]
public abstract record SummaryOutcome
{
    private SummaryOutcome()
    {
    }

    /// <summary>The summary.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SummaryOutcome.Summed")]
    public sealed record Summed(UsageSummary Summary) : SummaryOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SummaryOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : SummaryOutcome;

    /// <summary>No cycle of the team starts then.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SummaryOutcome.NoSuchCycle")]
    public sealed record NoSuchCycle : SummaryOutcome;
}

/// <summary>
/// Debits less what their reversals gave back, whenever they did: a reversal counts in its debit's group. Of a cycle it is what
/// <c>used</c> says in the credits document, to the credit.
/// </summary>
/// <param name="Groups">Days in order; else the largest first, and those of the same size by key. Groups that come to nothing are left out.</param>
/// <param name="Others">Groups that there was no room for.</param>
/// <param name="Total">All groups together.</param>
/// <param name="Version">The ledger's last entry that it knows of.</param>
[GenerateSerializer, Immutable, Alias("purser.UsageSummary")]
public sealed record UsageSummary(UsageGroup[] Groups, OtherGroups Others, Credits Total, long Version);

/// <summary>What a group used.</summary>
/// <param name="Key">The id or code; null for what was for no job.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Credits">Credits used, less those given back.</param>
/// <param name="Regenerations">How many of them were for regenerations.</param>
[GenerateSerializer, Immutable, Alias("purser.UsageGroup")]
public sealed record UsageGroup(string? Key, string Label, Credits Credits, Credits Regenerations);

/// <summary>Groups that are not listed, together.</summary>
/// <param name="Groups">How many.</param>
/// <param name="Credits">Credits used, less those given back.</param>
/// <param name="Regenerations">How many of them were for regenerations.</param>
[GenerateSerializer, Immutable, Alias("purser.OtherGroups")]
public sealed record OtherGroups(int Groups, Credits Credits, Credits Regenerations);

/// <summary>Which cycles.</summary>
/// <param name="Before">Only those that began before this entry: the cursor.</param>
/// <param name="Limit">1 to <see cref="Limits.PageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.CyclesQuery")]
public sealed record CyclesQuery(long? Before = null, int Limit = 50);

/// <summary>One page of cycles.</summary>
/// <param name="Items">Newest first, the present one included.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
[GenerateSerializer, Immutable, Alias("purser.CyclesPage")]
public sealed record CyclesPage(CycleTotals[] Items, long? Next);

/// <summary>What became of a cycle.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended or will; null where nothing follows by itself.</param>
/// <param name="Total">Its allowance, as it last was.</param>
/// <param name="UsedFromPool">Debits from the pool, less reversals.</param>
/// <param name="UsedFromExtra">Debits from extra, less reversals: also those that came when it was over.</param>
/// <param name="Status">The team's at its end, or now.</param>
[GenerateSerializer, Immutable, Alias("purser.CycleTotals")]
public sealed record CycleTotals(
    DateTimeOffset Start, DateTimeOffset? End, Credits Total, Credits UsedFromPool, Credits UsedFromExtra, TeamStatus Status);

/// <summary>Which cycle's spending, and whose.</summary>
/// <param name="Cycle">The cycle that starts then; null = the present one.</param>
/// <param name="Member">The days are this member's alone; null = everybody's.</param>
[GenerateSerializer, Immutable, Alias("purser.SpendingOfCycle")]
public sealed record SpendingOfCycle(DateTimeOffset? Cycle = null, MemberId? Member = null);

/// <summary>Where the credits of a cycle went. A reversal counts with its debit, as in <see cref="UsageSummary"/>.</summary>
/// <param name="Days">By day, in the team's time zone, and action; in order.</param>
/// <param name="Members">All members who used any, the most first.</param>
/// <param name="Version">The ledger's last entry that it knows of.</param>
[GenerateSerializer, Immutable, Alias("purser.CycleSpending")]
public sealed record CycleSpending(DaySpending[] Days, MemberSpending[] Members, long Version);

/// <summary>What a day's actions of one kind took.</summary>
[GenerateSerializer, Immutable, Alias("purser.DaySpending")]
public sealed record DaySpending(DateOnly Day, AiAction Action, Credits Credits);

/// <summary>What a member used.</summary>
/// <param name="MemberId">Who.</param>
/// <param name="Credits">All of it.</param>
/// <param name="AutoBid">What of it Auto Bid took, matching included.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberSpending")]
public sealed record MemberSpending(MemberId MemberId, Credits Credits, Credits AutoBid);
