using Purser.Teams;

namespace Purser.AutoBid.Decisions;

/// <summary>What becomes of steps by the team's answer to their debits.</summary>
internal static class Charging
{
    private const string KeyIsTaken = "The key of its debit is taken by another request.";
    private const string CreditWasRefused = "Its credit was refused when it was asked for again.";

    /// <param name="account">The member; what changes is entered.</param>
    /// <param name="steps">The steps that were to be paid for.</param>
    /// <param name="outcomes">One each.</param>
    /// <param name="verdicts">Where to say what is to happen next.</param>
    /// <param name="now">The time.</param>
    public static Decision Decide(
        BidAccount account, IReadOnlyList<Step> steps, IReadOnlyList<DebitOutcome> outcomes, Verdicts verdicts, DateTimeOffset now)
    {
        var decision = new Decision();
        foreach (var (step, outcome) in steps.Zip(outcomes))
        {
            var row = step.Row;
            switch (outcome)
            {
                case DebitOutcome.Debited:
                    account.Pay(row);
                    verdicts.Grant(row);
                    break;
                case DebitOutcome.Refused { Refusal.Reason: RefusalReason.IdempotencyKeyReused }:
                    // This job's alone: nothing was taken for it, and nothing ever will be.
                    decision.Rows.Add(account.Put(row, row.Fail(KeyIsTaken, now) with { Owed = false, LeftAt = null }));
                    verdicts.Set(row.JobId, JobVerdict.Done, JobState.Failed);
                    break;
                case DebitOutcome.Refused { Refusal: var refusal } when step.IsRepeated:
                    // The first request may be under way still, and take the credit later: then it goes back.
                    decision.Rows.Add(account.Put(row, row.Fail(CreditWasRefused, now)));
                    verdicts.Refuse(row.JobId, refusal, JobState.Failed);
                    break;
                case DebitOutcome.Refused { Refusal: var refusal } when row.State == JobState.Submitting:
                    decision.Rows.Add(account.Put(
                        row, row with { State = JobState.Matched, BidCredit = 0, BidDay = null, SubmitDay = null }));
                    verdicts.Refuse(row.JobId, refusal, JobState.Matched);
                    break;
                case DebitOutcome.Refused { Refusal: var refusal }:
                    account.Forget(row);
                    decision.Forgotten.Add(row.JobId);
                    verdicts.Refuse(row.JobId, refusal, state: null);
                    break;
                default:
                    throw new InvalidOperationException("There is no such team.");
            }
        }

        return decision;
    }
}
