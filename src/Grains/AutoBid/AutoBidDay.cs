namespace Purser.AutoBid;

/// <summary>
/// How far a member's caps of one day are used up. A job under way counts as if it were going to be bid on: so no match is ever
/// paid for that the day could not bid on, and jobs side by side come to the same end as one after the other.
/// </summary>
internal sealed class AutoBidDay
{
    private const int CreditsOfAJob = 2;

    /// <summary>Proposals submitted.</summary>
    public int Submitted { get; set; }

    /// <summary>Credits of jobs that are not under way.</summary>
    public int Spent { get; set; }

    /// <summary>Jobs under way.</summary>
    public int UnderWay { get; set; }

    /// <summary>Those of them whose submission is granted.</summary>
    public int Submitting { get; set; }

    /// <summary>Whether another job may be begun; with a rule where none may today, null where jobs under way must end first.</summary>
    public (bool May, StopCause? Rule) MayBegin(AutoBidSettings settings)
    {
        if (!settings.Enabled)
        {
            return (false, StopCause.SwitchedOff);
        }

        if (Submitted >= settings.DailyCap)
        {
            return (false, StopCause.DailyCapReached);
        }

        if (Spent + CreditsOfAJob > settings.DailyCredits)
        {
            return (false, StopCause.DailyCreditsReached);
        }

        return (Submitted + UnderWay < settings.DailyCap
            && !(Spent + (CreditsOfAJob * (UnderWay + 1)) > settings.DailyCredits), null);
    }

    /// <summary>The rule that forbids submitting for a job under way; null where none does. Only settings changed meanwhile can.</summary>
    public StopCause? MayNotSubmit(AutoBidSettings settings) => settings switch
    {
        { Enabled: false } => StopCause.SwitchedOff,
        _ when Submitted + Submitting >= settings.DailyCap => StopCause.DailyCapReached,
        _ when Spent + UnderWay + Submitting + 1 > settings.DailyCredits => StopCause.DailyCreditsReached,
        _ => null,
    };
}
