using Purser.Teams;

namespace Purser.Insights;

/// <summary>
/// Why credits went. Each cause speaks only where it cost enough to be worth changing a habit for, and says what not having it
/// would have saved: no more than what was really spent on it.
/// </summary>
internal static class Causes
{
    /// <summary>How many jobs or members are named.</summary>
    private const int Named = 5;

    /// <summary>Less than this is noise.</summary>
    private const int LeastCredits = 5;

    /// <summary>One credit in twenty.</summary>
    private const int LeastPart = 20;

    /// <summary>Half of the jobs opened: nobody bids on every job that they look at.</summary>
    /// <param name="facts">What credits went on.</param>
    /// <param name="credits">How many in all.</param>
    /// <param name="now">Until when.</param>
    /// <param name="members">The members, by their places.</param>
    public static JobAssistantInsight? JobAssistant(UseFacts facts, long credits, DateTimeOffset now, IReadOnlyList<MemberId> members)
    {
        var count = facts.Opened.Count(now);
        return !IsWorthIt(count.LedNowhere, credits) || count.LedNowhere * 2 < count.Runs
            ? null
            : new JobAssistantInsight(count.Runs, count.LedNowhere, count.Undecided, Name(
                count.ByMember.OrderByDescending(member => member.Value).ThenBy(member => member.Key).Take(Named), members));
    }

    /// <param name="facts">What credits went on.</param>
    /// <param name="credits">How many in all.</param>
    /// <param name="members">The members, by their places.</param>
    /// <param name="jobOf">A job by its number.</param>
    public static RegenerationsInsight? Regenerations(
        UseFacts facts, long credits, IReadOnlyList<MemberId> members, Func<int, JobId> jobOf) =>
        !IsWorthIt(facts.Rerolls.Credits, credits)
            ? null
            : new RegenerationsInsight(
                facts.Rerolls.Credits,
                [.. facts.Rerolls.MostOfJobs(Named).Select(job => new JobCredits(jobOf(job.Key), job.Value))],
                Name(facts.Rerolls.MostOfMembers(Named), members),
                facts.Rerolls.ByAction.Where(action => action.Value > 0).ToDictionary());

    /// <summary>One member has half as much again as an equal share, in this cycle, and no budget that keeps them to an equal share of the allowance.</summary>
    public static MemberAheadInsight? MemberAhead(TeamStatement team)
    {
        var active = team.Members.Where(member => member.Status == MemberStatus.Active).ToList();
        var (used, total) = (team.Credits.Used.Count, team.Credits.Total.Count);
        if (active.Count < 2 || active.MaxBy(member => member.Used) is not { } first)
        {
            return null;
        }

        var equal = (double)used / active.Count;
        var ahead = first.Used.Count - equal;
        if (ahead < Math.Max(equal / 2, used / 10.0) || ahead < Math.Max(3, total / LeastPart))
        {
            return null;
        }

        var ofAllowance = (total + active.Count - 1) / active.Count;
        var budget = new Credits(first.Used.Count > ofAllowance ? ofAllowance : (long)Math.Ceiling(equal));
        return first.Budget is { } cap && cap.Count <= ofAllowance
            ? null
            : new MemberAheadInsight(
                first.MemberId, first.Name, first.Used, team.Credits.Used, active.Count,
                first.UsedByAction.GetValueOrDefault(AiAction.JobMatching) + first.UsedByAction.GetValueOrDefault(AiAction.AutoBid),
                budget, first.Used - budget);
    }

    /// <summary>
    /// Whether credits are likelier to run dry than not. From the use of some hours that is said only where nothing is left, or of
    /// the same day.
    /// </summary>
    public static bool RunsDry(TeamForecast forecast) => forecast is { Dry.Likely: not null, Basis: { } basis }
        && (basis.Days >= 1 || forecast.Spendable == Credits.Zero || forecast.Until - forecast.At <= TimeSpan.FromDays(1));

    /// <summary>What is likely to be saved until a forecast's end by who would have saved so much since an instant.</summary>
    public static Credits Ahead(int saves, DateTimeOffset since, TeamForecast forecast)
    {
        if (forecast.Basis is not { } basis)
        {
            return Credits.Zero;
        }

        // A team younger than the days looked at spent it all in its own.
        var days = Math.Clamp((forecast.At - since).TotalDays, 1, Math.Max(1, basis.Days));
        return new Credits((long)(saves / days * (forecast.Until - forecast.At).TotalDays));
    }

    private static bool IsWorthIt(int credits, long ofAll) => credits >= LeastCredits && (long)credits * LeastPart >= ofAll;

    private static MemberCredits[] Name(IEnumerable<KeyValuePair<int, int>> credits, IReadOnlyList<MemberId> members) =>
        [.. credits.Select(member => new MemberCredits(members[member.Key], member.Value))];
}
