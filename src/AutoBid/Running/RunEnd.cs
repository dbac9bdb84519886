using System.Globalization;
using Purser.Teams;

namespace Purser.AutoBid.Worker.Running;

/// <summary>How a member's run ended.</summary>
/// <param name="Why">A sentence for people.</param>
/// <param name="Next">When the member may go on, where the feed is followed.</param>
internal sealed record RunEnd(string Why, Resumption Next)
{
    public static RunEnd FeedOver { get; } = new("The feed ended.", Resumption.Never);

    public static RunEnd WorkerStopped { get; } = new("The worker was stopped.", Resumption.Never);

    /// <summary>It gave no heartbeat for long; the next job begins a new run, by the settings as they are then.</summary>
    public static RunEnd Quiet { get; } = new("Nothing came for some minutes.", Resumption.WhenStarted);

    public static RunEnd SwitchedOff { get; } = new("Auto Bid is switched off.", Resumption.WhenStarted);

    public static RunEnd NoSuchMember { get; } = new("They are no active member of the team.", Resumption.Never);

    /// <summary>The same worker, or another of its name, has begun a newer run.</summary>
    public static RunEnd Superseded { get; } = new("A worker of the same name took over.", Resumption.Never);

    public static RunEnd Broken(string why) => new(why, Resumption.WhenStarted);

    /// <summary>Too many steps of a kind failed one after the other.</summary>
    public static RunEnd Failing(string steps, int failures, string last) =>
        new($"{failures} {steps} in a row failed, the last because: {last}", Resumption.NextDay);

    /// <summary>The grain said stop.</summary>
    public static RunEnd Of(RunStop stop) => stop.Cause switch
    {
        StopCause.DailyCapReached => new("The daily cap of proposals is reached.", Resumption.NextDay),
        StopCause.DailyCreditsReached => new("The daily ceiling of credits is reached.", Resumption.NextDay),
        StopCause.CreditRefused => new(Sentence(stop.Refusal), Resumption.NextDay),
        StopCause.SwitchedOff => SwitchedOff,
        StopCause.Superseded => Superseded,
        _ => new($"It was told to stop ({stop.Cause}).", Resumption.NextDay),
    };

    private static string Sentence(Refusal? refusal)
    {
        if (refusal is null)
        {
            return "The team refused the credit.";
        }

        var resets = refusal.ResetsAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"; the pool resets {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
        return $"{Words(refusal.Reason)}: {refusal.Remaining.Count} left in the pool, {refusal.Extra.Count} extra{resets}.";
    }

    private static string Words(RefusalReason reason) => reason switch
    {
        RefusalReason.CreditsExhausted => "The team's credits are used up",
        RefusalReason.MemberBudgetReached => "The member's budget is used up",
        RefusalReason.AutomationBudgetReached => "Auto Bid has taken from the pool what it may in this cycle",
        RefusalReason.PaymentPastDue => "The team's payment is past due",
        RefusalReason.SubscriptionCanceled => "The team's subscription is canceled",
        RefusalReason.TrialEnded => "The team's trial has ended",
        RefusalReason.MemberNotActive => "The member is not active",
        _ => $"The team refused the credit ({reason})",
    };
}

/// <summary>When a member whose run ended may go on.</summary>
internal enum Resumption
{
    /// <summary>Not in this worker.</summary>
    Never,

    /// <summary>When the team's next day has begun.</summary>
    NextDay,

    /// <summary>As soon as a run can be started.</summary>
    WhenStarted,
}
