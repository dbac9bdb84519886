namespace Purser.Teams;

/// <summary>The credits document: what the page shows and the gate uses, the same numbers from the same place.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">Whether, and from what, it may spend.</param>
/// <param name="Plan">The plan's code; null without a subscription.</param>
/// <param name="Seats">Seats of the subscription; null without one.</param>
/// <param name="Total">Total Credits: the allowance of this cycle.</param>
/// <param name="Remaining">Credits Remaining: what is left of the pool in this cycle.</param>
/// <param name="Used">Credits Used: all debits of this cycle, from pool and extra, less reversals.</param>
/// <param name="UsedFromPool">The pool's part of it.</param>
/// <param name="UsedFromExtra">Extra's part of it.</param>
/// <param name="Extra">Extra Credits.</param>
/// <param name="Cycle">The cycle the pool is for.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
/// <param name="Trial">Which day of how many; null outside a trial.</param>
/// <param name="Version">The ledger's last sequence number.</param>
/// <param name="Held">Debits that give themselves back unless they are confirmed in time; they count as used.</param>
/// <param name="Spendable">What can be spent at this moment: a frozen pool and a team that may not spend have nothing to give.</param>
/// <param name="BlockedBy">Why a debit would be refused now, whoever asks; null when it would not.</param>
/// <param name="SeatsOver">How many active members there are beyond the seats; they go on spending, and nobody can be added.</param>
/// <param name="Automation">What Auto Bid may take from the pool, and took.</param>
/// <param name="ClosedAt">When the team was closed, for good; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamCredits")]
public sealed record TeamCredits(
    TeamId TeamId,
    string Name,
    TeamStatus Status,
    string? Plan,
    int? Seats,
    Credits Total,
    Credits Remaining,
    Credits Used,
    Credits UsedFromPool,
    Credits UsedFromExtra,
    Credits Extra,
    CyclePeriod Cycle,
    DateTimeOffset? ResetsAt,
    TrialDay? Trial,
    long Version,
    Credits Held,
    Credits Spendable,
    RefusalReason? BlockedBy,
    int SeatsOver,
    AutomationStanding Automation,
    DateTimeOffset? ClosedAt = null);

/// <summary>The half-open time <c>[start, end)</c> a pool is for; no end where nothing follows by itself.</summary>
[GenerateSerializer, Immutable, Alias("purser.CyclePeriod")]
public sealed record CyclePeriod(DateTimeOffset Start, DateTimeOffset? End);

/// <summary>Where a trial stands.</summary>
/// <param name="Day">The day, from 1.</param>
/// <param name="Of">How many days the trial has.</param>
/// <param name="EndsAt">The end of the last of them.</param>
[GenerateSerializer, Immutable, Alias("purser.TrialDay")]
public sealed record TrialDay(int Day, int Of, DateTimeOffset EndsAt);

/// <summary>The credits document and the members, of one and the same version.</summary>
/// <param name="Credits">The credits document.</param>
/// <param name="Members">Everyone who is or was a member, by id.</param>
/// <param name="Budget">The budget of members that have none of their own; null = none.</param>
/// <param name="TimeZone">IANA name; days of Auto Bid are counted in it.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamStatement")]
public sealed record TeamStatement(TeamCredits Credits, MemberStanding[] Members, Credits? Budget, string TimeZone);

/// <summary>A member and what they used in this cycle.</summary>
/// <param name="MemberId">The caller's own id.</param>
/// <param name="Name">Their name; <c>Former member</c> where it was forgotten.</param>
/// <param name="Role">Their role.</param>
/// <param name="Status">Whether they may spend.</param>
/// <param name="Budget">The cap in force: their own, else the team's; null = none.</param>
/// <param name="Used">Credits used in this cycle, less reversals.</param>
/// <param name="UsedByAction">The same by action; actions not used are absent.</param>
/// <param name="BudgetRule">Where that cap is from: their own, or the team's.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberStanding")]
public sealed record MemberStanding(
    MemberId MemberId,
    string Name,
    MemberRole Role,
    MemberStatus Status,
    Credits? Budget,
    Credits Used,
    Dictionary<AiAction, Credits> UsedByAction,
    BudgetRule BudgetRule = default);
