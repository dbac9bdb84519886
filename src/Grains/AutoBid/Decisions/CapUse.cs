namespace Purser.AutoBid.Decisions;

/// <summary>
/// How far a day's caps are used up: a sum over the member's jobs. A job under way counts as if it were going to be bid on: so no
/// match is ever paid for that the day could not bid on, and jobs side by side come to the same end as one after the other.
/// </summary>
/// <param name="Places">Submissions granted that have arrived, may have, or are under way.</param>
/// <param name="Credits">Credits granted.</param>
/// <param name="PlacesUnderWay">Of the places, those that may come free again.</param>
/// <param name="CreditsUnderWay">Of the credits, those that may go back.</param>
/// <param name="Reserved">Jobs being matched: each may want a place and a credit more, on whatever day it was begun.</param>
internal readonly record struct CapUse(int Places, int Credits, int PlacesUnderWay = 0, int CreditsUnderWay = 0, int Reserved = 0)
{
    /// <summary>What one job uses of a day.</summary>
    public static CapUse Of(JobRow row, DateOnly day)
    {
        var place = row.SubmitDay == day && (row.MaybeSent || row.State is JobState.Submitting or JobState.Submitted) ? 1 : 0;
        var credits = (row.Day == day ? row.MatchCredit : 0) + (row.BidDay == day ? row.BidCredit : 0);
        return row.IsUnderWay
            ? new CapUse(place, credits, place, credits, row.State == JobState.Scanned ? 1 : 0)
            : new CapUse(place, credits);
    }

    public static CapUse operator +(CapUse left, CapUse right) => new(
        left.Places + right.Places, left.Credits + right.Credits, left.PlacesUnderWay + right.PlacesUnderWay,
        left.CreditsUnderWay + right.CreditsUnderWay, left.Reserved + right.Reserved);

    public static CapUse operator -(CapUse left, CapUse right) => new(
        left.Places - right.Places, left.Credits - right.Credits, left.PlacesUnderWay - right.PlacesUnderWay,
        left.CreditsUnderWay - right.CreditsUnderWay, left.Reserved - right.Reserved);

    /// <summary>Whether a job may be begun, or gone on with, that could cost so many credits yet.</summary>
    public CapVerdict MayBegin(AutoBidSettings settings, int credits)
    {
        if (!settings.Enabled)
        {
            return CapVerdict.Stop(StopCause.SwitchedOff);
        }

        if (Places - PlacesUnderWay >= settings.DailyCap)
        {
            return CapVerdict.Stop(StopCause.DailyCapReached);
        }

        if (Credits - CreditsUnderWay + credits > settings.DailyCredits)
        {
            return CapVerdict.Stop(StopCause.DailyCreditsReached);
        }

        return Places + Reserved >= settings.DailyCap || Credits + Reserved + credits > settings.DailyCredits
            ? CapVerdict.Wait
            : CapVerdict.Yes;
    }

    /// <summary>The rule that forbids submitting for a job being matched; null where none does. Only settings changed meanwhile can.</summary>
    public StopCause? MayNotSubmit(AutoBidSettings settings) => settings switch
    {
        { Enabled: false } => StopCause.SwitchedOff,
        _ when Places >= settings.DailyCap => StopCause.DailyCapReached,
        _ when Credits + 1 > settings.DailyCredits => StopCause.DailyCreditsReached,
        _ => null,
    };
}

/// <summary>Whether another job may be begun.</summary>
/// <param name="May">It may.</param>
/// <param name="Rule">Where it may not: the rule that forbids it today; null where jobs under way must end first.</param>
internal readonly record struct CapVerdict(bool May, StopCause? Rule)
{
    public static CapVerdict Yes => new(May: true, null);

    public static CapVerdict Wait => new(May: false, null);

    public static CapVerdict Stop(StopCause rule) => new(May: false, rule);
}
