namespace Purser.Teams;

/// <summary>The credits document as a member has it, of one and the same version.</summary>
/// <param name="Credits">The credits document.</param>
/// <param name="Member">The member's own part of it.</param>
[GenerateSerializer, Immutable, Alias("purser.CreditsForMember")]
public sealed record CreditsForMember(TeamCredits Credits, MemberHeadroom Member);

/// <summary>What a member may spend.</summary>
/// <param name="MemberId">The caller's own id, of somebody who may be no member.</param>
/// <param name="Used">Credits used in this cycle, less reversals.</param>
/// <param name="Budget">The cap in force: their own, else the team's; null = none.</param>
/// <param name="Left">What they could spend at this moment: no more than budget, pool and extra have.</param>
/// <param name="BlockedBy">Why a debit of theirs would be refused now; null when it would not.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberHeadroom")]
public sealed record MemberHeadroom(MemberId MemberId, Credits Used, Credits? Budget, Credits Left, RefusalReason? BlockedBy);

/// <summary>Whether a member could spend so many credits at this moment, one after the other.</summary>
/// <param name="MemberId">Who would spend.</param>
/// <param name="Credits">1 to <see cref="Limits.CreditsAtOnce"/>.</param>
/// <param name="Action">On what; null: on something that people do.</param>
[GenerateSerializer, Immutable, Alias("purser.SpendingQuestion")]
public sealed record SpendingQuestion(MemberId MemberId, Credits Credits, AiAction? Action = null);

/// <summary>What debits would be answered now. A hint and never a promise: others spend too.</summary>
/// <param name="Reason">The first rule that blocks; null when they would be taken.</param>
/// <param name="Remedies">What would help.</param>
/// <param name="Spendable">How many would be taken.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
[GenerateSerializer, Immutable, Alias("purser.SpendingHint")]
public sealed record SpendingHint(RefusalReason? Reason, Remedy[] Remedies, Credits Spendable, DateTimeOffset? ResetsAt)
{
    /// <summary>Whether all of them would be taken.</summary>
    public bool Allowed => Reason is null;
}
