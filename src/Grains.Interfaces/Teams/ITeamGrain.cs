using Purser.Alerts;

namespace Purser.Teams;

/// <summary>
/// One team and its credits; the grain's key is the team's id. It serialises everything that happens to the
/// team: whoever calls, one decision is taken at a time, and an answer is given only when what it says is durable.
/// </summary>
/// <remarks>
/// Any Orleans client may call it. Every call may throw <see cref="LedgerUnavailableException"/> (the outcome is
/// unknown) or <see cref="TeamBusyException"/> (nothing was done); both, and a timeout of the call itself, are safe
/// to retry with the same idempotency key. Arguments outside <see cref="Limits"/> throw <see cref="ArgumentException"/>.
/// </remarks>
[Alias("purser.ITeamGrain")]
public interface ITeamGrain : IGrainWithStringKey
{
    /// <summary>Opens the team, once: the same request again answers the team, another one says it differs.</summary>
    [Alias("Open")]
    Task<OpenOutcome> Open(OpenTeam request);

    /// <summary>Changes what the team is called and whose days it counts in. Null is answered where there is no such team.</summary>
    [Alias("Change")]
    Task<TeamListing?> Change(TeamChange change);

    /// <summary>
    /// Closes the team for good: nothing spends any more, automatic top-ups and Auto Bid stop, and whatever runs for it at Stripe is
    /// ended there. Closing a closed team changes nothing. Null is answered where there is no such team.
    /// </summary>
    /// <param name="forgetsPeople">Whether what its people are called is forgotten too, as by <see cref="ForgetMember"/>.</param>
    [Alias("Close")]
    Task<TeamListing?> Close(bool forgetsPeople = false);

    /// <summary>The credits document; <see langword="null"/> where there is no such team.</summary>
    [Alias("GetCredits")]
    Task<TeamCredits?> GetCredits();

    /// <summary>The credits document with what a member may spend; null where there is no such team.</summary>
    [Alias("GetCreditsOf")]
    Task<CreditsForMember?> GetCreditsOf(MemberId memberId);

    /// <summary>What debits of a member would be answered now, without taking anything; null where there is no such team.</summary>
    [Alias("CanSpend")]
    Task<SpendingHint?> CanSpend(SpendingQuestion question);

    /// <summary>
    /// The credits document as soon as the ledger has an entry after one, and at the latest when patience is at its end, changed or
    /// not; null where there is no such team. Who waits stands in nobody's way.
    /// </summary>
    /// <param name="version">The last entry that the caller knows.</param>
    /// <param name="patience">Up to <see cref="Limits.Patience"/>.</param>
    [Alias("GetCreditsAfter"), ResponseTimeout("00:00:30")]
    Task<TeamCredits?> GetCreditsAfter(long version, TimeSpan patience);

    /// <summary>The credits document and the members, of one and the same version; null where there is no such team.</summary>
    [Alias("GetStatement")]
    Task<TeamStatement?> GetStatement();

    /// <summary>One member, without the others; null where there is no such team.</summary>
    [Alias("GetMember")]
    Task<MemberOfTeam?> GetMember(MemberId memberId);

    /// <summary>Takes one credit for one action of one member, at most once per key.</summary>
    [Alias("Debit")]
    Task<DebitOutcome> Debit(DebitRequest request);

    /// <summary>
    /// Decides up to <see cref="Limits.BatchSize"/> debits in order. A refusal does not stop those after it.
    /// The batch as a whole is not one transaction: if the call fails, some may have happened; send it again.
    /// </summary>
    [Alias("DebitMany")]
    Task<DebitBatch> DebitMany(DebitRequest[] requests);

    /// <summary>
    /// Tells a part of the time before the team came here, to a team that has no usage of its own: debits with the times of then.
    /// What was told before is known again, so the same may be told twice; a part is imported whole or not at all. Until the last
    /// part, or half a minute after any other, debits of the team's own are told that it is busy.
    /// </summary>
    [Alias("TellPast")]
    Task<PastOutcome> TellPast(PastBatch batch);

    /// <summary>Makes a held debit final; from the instant on at which its hold expires it can no longer be.</summary>
    /// <param name="entryId">The debit's entry.</param>
    [Alias("Confirm")]
    Task<ConfirmOutcome> Confirm(long entryId);

    /// <summary>Gives a debit's credit back, once, to the bucket it came from.</summary>
    /// <param name="entryId">The debit's entry.</param>
    /// <param name="note">Why, in the caller's words; optional.</param>
    [Alias("Reverse")]
    Task<ReversalOutcome> Reverse(long entryId, string? note);

    /// <summary>Adds extra credits by an operator's decision (goodwill, migration), at most once per key.</summary>
    [Alias("GrantExtra")]
    Task<GrantOutcome> GrantExtra(ExtraGrant grant);

    /// <summary>Adds a member, changes one, or brings a removed one back.</summary>
    [Alias("PutMember")]
    Task<MemberOutcome> PutMember(MemberTerms terms);

    /// <summary>Removes a member: the history stays, the seat is free. Removing a removed member changes nothing.</summary>
    [Alias("RemoveMember")]
    Task<MemberOutcome> RemoveMember(MemberId memberId);

    /// <summary>
    /// Removes a member, and forgets what they are called: no table says it any more, and their entries are left under their id, shown
    /// as <em>Former member</em>. Who is put again gets a name again.
    /// </summary>
    [Alias("ForgetMember")]
    Task<MemberOutcome> ForgetMember(MemberId memberId);

    /// <summary>Makes an active member the owner; the owner before becomes an admin.</summary>
    [Alias("MakeOwner")]
    Task<MemberOutcome> MakeOwner(MemberId memberId);

    /// <summary>Sets the budget of members that have none of their own; null = none. Null is answered where there is no such team.</summary>
    [Alias("SetTeamBudget")]
    Task<TeamStatement?> SetTeamBudget(Credits? budget);

    /// <summary>
    /// Sets what Auto Bid may take from the pool in a cycle, this one included: what it took before counts. Null = as much as there
    /// is. Null is answered where there is no such team.
    /// </summary>
    [Alias("SetAutomationBudget")]
    Task<AutomationStanding?> SetAutomationBudget(AutomationBudget? budget);

    /// <summary>Of what the team wants to be told; null where there is no such team.</summary>
    [Alias("GetAlerts")]
    Task<AlertTerms?> GetAlerts();

    /// <summary>
    /// Sets of what the team wants to be told. What it is over already is told at once, unless it was in this cycle. Null is answered
    /// where there is no such team.
    /// </summary>
    [Alias("SetAlerts")]
    Task<AlertTerms?> SetAlerts(AlertTerms terms);

    /// <summary>
    /// Starts a subscription, changes its plan and seats, or brings back one that was to end; where Stripe manages the team it
    /// is refused. A larger allowance counts at once, a smaller one from the next cycle.
    /// </summary>
    [Alias("SetSubscription")]
    Task<SubscribeOutcome> SetSubscription(SubscriptionTerms terms);

    /// <summary>Cancels the subscription at the end of its cycle; then nothing spends and extra is kept.</summary>
    [Alias("CancelSubscription")]
    Task<SubscribeOutcome> CancelSubscription();

    /// <summary>Sets when packs are bought by themselves; null = never.</summary>
    [Alias("SetAutoTopUp")]
    Task<AutoTopUpOutcome> SetAutoTopUp(AutoTopUpTerms? terms);

    /// <summary>How automatic top-ups stand; null where there is no such team.</summary>
    [Alias("GetAutoTopUp")]
    Task<AutoTopUpStanding?> GetAutoTopUp();
}
