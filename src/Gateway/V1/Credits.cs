using System.Text.Json.Serialization;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

/// <summary>The credits document: what the page shows and the gate uses.</summary>
/// <param name="Total">The allowance of this cycle.</param>
/// <param name="Remaining">What is left of the pool.</param>
/// <param name="Used">All debits of this cycle, less reversals.</param>
/// <param name="Extra">Extra credits; they never expire.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
/// <param name="Trial">Which day of how many; null outside a trial.</param>
/// <param name="Version">The ledger's last sequence number.</param>
/// <param name="Held">Debits that give themselves back unless they are confirmed in time; they count as used.</param>
/// <param name="Spendable">What can be spent at this moment: a frozen pool and a team that may not spend have nothing to give.</param>
/// <param name="BlockedBy">Why a debit would be refused now, whoever asks; null when it would not.</param>
/// <param name="SeatsOver">Active members beyond the seats: they go on spending, and nobody can be added.</param>
/// <param name="Automation">What Auto Bid may take from the pool, and took.</param>
/// <param name="ClosedAt">When the team was closed, for good; null while it is open.</param>
/// <param name="Member">Where a member was asked for: their own part.</param>
internal sealed record TeamCreditsAnswer(
    [OwnId] TeamId TeamId,
    [Name] string Name,
    TeamStatus Status,
    string? Plan,
    int? Seats,
    Credits Total,
    Credits Remaining,
    Credits Used,
    Credits UsedFromPool,
    Credits UsedFromExtra,
    Credits Extra,
    CycleAnswer Cycle,
    DateTimeOffset? ResetsAt,
    TrialAnswer? Trial,
    [AtLeast(0)] long Version,
    Credits Held,
    Credits Spendable,
    RefusalReason? BlockedBy,
    [AtLeast(0)] int SeatsOver,
    AutomationAnswer Automation,
    DateTimeOffset? ClosedAt,
    [NeverNull] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OwnCreditsAnswer? Member = null)
{
    public static TeamCreditsAnswer Of(CreditsForMember credits) => Of(credits.Credits) with { Member = OwnCreditsAnswer.Of(credits.Member) };

    public static TeamCreditsAnswer Of(TeamCredits credits) => new(
        credits.TeamId,
        credits.Name,
        credits.Status,
        credits.Plan,
        credits.Seats,
        credits.Total,
        credits.Remaining,
        credits.Used,
        credits.UsedFromPool,
        credits.UsedFromExtra,
        credits.Extra,
        new CycleAnswer(credits.Cycle.Start, credits.Cycle.End),
        credits.ResetsAt,
        credits.Trial is { } trial ? new TrialAnswer(trial.Day, trial.Of, trial.EndsAt) : null,
        credits.Version,
        credits.Held,
        credits.Spendable,
        credits.BlockedBy,
        credits.SeatsOver,
        AutomationAnswer.Of(credits.Automation),
        credits.ClosedAt);
}

/// <summary>What a member may spend.</summary>
/// <param name="Used">Credits used in this cycle, less reversals.</param>
/// <param name="Budget">The cap in force per cycle; null = none.</param>
/// <param name="Left">What they could spend at this moment: no more than budget, pool and extra have.</param>
/// <param name="BlockedBy">Why a debit of theirs would be refused now; null when it would not.</param>
internal sealed record OwnCreditsAnswer([OwnId] MemberId MemberId, Credits Used, Credits? Budget, Credits Left, RefusalReason? BlockedBy)
{
    public static OwnCreditsAnswer Of(MemberHeadroom member) =>
        new(member.MemberId, member.Used, member.Budget, member.Left, member.BlockedBy);
}

/// <summary>Whose credits document.</summary>
/// <param name="Member">Adds what this member may spend.</param>
internal sealed record CreditsQuery([OwnId] MemberId? Member = null);

/// <summary>The half-open time that a pool is for.</summary>
/// <param name="End">Null where nothing follows by itself.</param>
internal sealed record CycleAnswer(DateTimeOffset Start, DateTimeOffset? End);

/// <summary>Where a trial stands.</summary>
/// <param name="Day">From 1.</param>
/// <param name="Of">How many days the trial has.</param>
internal sealed record TrialAnswer([AtLeast(1)] int Day, [AtLeast(1)] int Of, DateTimeOffset EndsAt);

/// <summary>The team's numbers right after an entry.</summary>
/// <param name="Version">The ledger's sequence number.</param>
internal sealed record CreditsAfter(Credits Remaining, Credits Used, Credits Total, Credits Extra, [AtLeast(0)] long Version)
{
    public static CreditsAfter Of(Balance balance) =>
        new(balance.Remaining, balance.Used, balance.Total, balance.Extra, balance.Version);
}
