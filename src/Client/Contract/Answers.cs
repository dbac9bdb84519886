namespace Purser.Client;

/// <summary>One credit that was taken.</summary>
/// <param name="EntryId">Its number in the team's ledger: what reverses or confirms it.</param>
/// <param name="TeamId">Whose credit.</param>
/// <param name="MemberId">Who spent it.</param>
/// <param name="Action">On what.</param>
/// <param name="JobId">For which job; null = none.</param>
/// <param name="Regeneration">Whether something was generated anew.</param>
/// <param name="Bucket">Where it came from.</param>
/// <param name="At">When.</param>
/// <param name="CycleStart">The cycle it counts in.</param>
/// <param name="Credits">The team's numbers right after it.</param>
/// <param name="Hold">Until when it must be confirmed; null where it was final at once.</param>
public sealed record DebitEntry(
    long EntryId,
    string TeamId,
    string MemberId,
    AiAction Action,
    string? JobId,
    bool Regeneration,
    Bucket Bucket,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAfter Credits,
    Hold? Hold = null);

/// <summary>Until when a debit must be confirmed.</summary>
/// <param name="ExpiresAt">From then on the credit is given back.</param>
public sealed record Hold(DateTimeOffset ExpiresAt);

/// <summary>A team's numbers right after an entry.</summary>
/// <param name="Remaining">What is left of the pool.</param>
/// <param name="Used">All debits of the cycle, less reversals.</param>
/// <param name="Total">The allowance of the cycle.</param>
/// <param name="Extra">Extra credits.</param>
/// <param name="Version">The ledger's sequence number.</param>
public sealed record CreditsAfter(long Remaining, long Used, long Total, long Extra, long Version);

/// <summary>A debit's credit given back.</summary>
/// <param name="EntryId">Its number in the team's ledger.</param>
/// <param name="Reverses">The debit's.</param>
/// <param name="TeamId">Whose credit.</param>
/// <param name="MemberId">Who had spent it.</param>
/// <param name="Action">On what.</param>
/// <param name="JobId">For which job; null = none.</param>
/// <param name="Bucket">Where it went back to.</param>
/// <param name="Amount">1, or 0 where it went nowhere since its cycle is over.</param>
/// <param name="Reason">What is special about it; null where nothing is.</param>
/// <param name="Note">The reason that was given for it.</param>
/// <param name="At">When.</param>
/// <param name="CycleStart">The cycle it counts in.</param>
/// <param name="Credits">The team's numbers right after it.</param>
public sealed record Reversal(
    long EntryId,
    long Reverses,
    string TeamId,
    string MemberId,
    AiAction Action,
    string? JobId,
    Bucket Bucket,
    int Amount,
    ReversalReason? Reason,
    string? Note,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAfter Credits);

/// <summary>What debits would be answered now: a hint, never a promise, since others spend too.</summary>
/// <param name="Allowed">Whether all of them would be taken.</param>
/// <param name="Reason">The first rule that blocks; null when none does.</param>
/// <param name="Remedies">What would help.</param>
/// <param name="Spendable">How many credits this member could spend at this moment.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
public sealed record SpendingHint(
    bool Allowed, RefusalReason? Reason, IReadOnlyList<Remedy> Remedies, long Spendable, DateTimeOffset? ResetsAt);

/// <summary>How a team's credits stand.</summary>
/// <param name="TeamId">Whose.</param>
/// <param name="Name">The team's name.</param>
/// <param name="Status">How the team stands.</param>
/// <param name="Plan">The plan's code; null without a subscription.</param>
/// <param name="Seats">Seats of the subscription; null without one.</param>
/// <param name="Total">The allowance of this cycle.</param>
/// <param name="Remaining">What is left of the pool.</param>
/// <param name="Used">All debits of this cycle, less reversals.</param>
/// <param name="UsedFromPool">Those from the pool.</param>
/// <param name="UsedFromExtra">Those from extra.</param>
/// <param name="Extra">Extra credits.</param>
/// <param name="Cycle">The time that the pool is for.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
/// <param name="Version">The ledger's last sequence number.</param>
/// <param name="Held">Debits that wait to be confirmed; they count as used.</param>
/// <param name="Spendable">What can be spent at this moment; 0 while nothing can.</param>
/// <param name="BlockedBy">Why a debit would be refused now; null when it would not.</param>
/// <param name="Trial">Where the trial stands; null outside one.</param>
/// <param name="Member">What the member that was asked for may spend; null where nobody was asked for.</param>
public sealed record TeamCredits(
    string TeamId,
    string Name,
    TeamStatus Status,
    string? Plan,
    int? Seats,
    long Total,
    long Remaining,
    long Used,
    long UsedFromPool,
    long UsedFromExtra,
    long Extra,
    Cycle Cycle,
    DateTimeOffset? ResetsAt,
    long Version,
    long Held,
    long Spendable,
    RefusalReason? BlockedBy,
    Trial? Trial,
    MemberCredits? Member = null);

/// <summary>The half-open time that a pool is for.</summary>
/// <param name="Start">From then on.</param>
/// <param name="End">Until before then; null where nothing follows by itself.</param>
public sealed record Cycle(DateTimeOffset Start, DateTimeOffset? End);

/// <summary>Where a trial stands.</summary>
/// <param name="Day">From 1.</param>
/// <param name="Of">How many days it has.</param>
/// <param name="EndsAt">Its end.</param>
public sealed record Trial(int Day, int Of, DateTimeOffset EndsAt);

/// <summary>What a member may spend.</summary>
/// <param name="MemberId">Who.</param>
/// <param name="Used">Credits used in this cycle, less reversals.</param>
/// <param name="Budget">The cap in force per cycle; null = none.</param>
/// <param name="Left">What they could spend at this moment.</param>
/// <param name="BlockedBy">Why a debit of theirs would be refused now; null when it would not.</param>
public sealed record MemberCredits(string MemberId, long Used, long? Budget, long Left, RefusalReason? BlockedBy);

/// <summary>The answer to a batch.</summary>
internal sealed record BatchAnswer(IReadOnlyList<BatchResult> Results, CreditsAfter Credits);

/// <summary>What became of one debit of a batch. A refused one says what a refused debit says.</summary>
internal sealed record BatchResult(
    string Key,
    string Outcome,
    DebitEntry? Entry = null,
    string? Reason = null,
    string? Detail = null,
    long Remaining = 0,
    long Extra = 0,
    DateTimeOffset? ResetsAt = null,
    IReadOnlyList<Remedy>? Remedies = null);

/// <summary>The answer to a confirmation.</summary>
internal sealed record ConfirmationAnswer(long EntryId, DateTimeOffset ConfirmedAt);
