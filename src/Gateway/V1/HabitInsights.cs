using Purser.Gateway.Requests;
using Purser.Insights;

namespace Purser.Gateway.V1;

/// <summary>The Job Assistant was run on jobs that nobody went on with.</summary>
/// <param name="Credits">First runs on a job, a credit each; re-rolls are counted apart.</param>
/// <param name="LedNowhere">Those without a cover letter, an answer or a bid of the team's on that job within seven days.</param>
/// <param name="Undecided">Of these, those that are younger than seven days.</param>
/// <param name="Share">The part that led nowhere, 0 to 1.</param>
/// <param name="Members">Whose they were, the most first.</param>
internal sealed record OpenedJobsInsight(
    [OneOf("job_assistant_on_every_job")] string Kind,
    string Summary,
    DateTimeOffset From,
    DateTimeOffset To,
    [AtLeast(0)] int Credits,
    [AtLeast(0)] int LedNowhere,
    [AtLeast(0)] int Undecided,
    double Share,
    MemberCreditsAnswer[] Members,
    InsightAction Action)
    : InsightAnswer, IAdvice
{
    public static OpenedJobsInsight Of(JobAssistantInsight insight, TeamInsights all) => new(
        "job_assistant_on_every_job",
        $"{insight.LedNowhere} of {insight.Runs} runs of the Job Assistant led to no letter, answer or bid "
            + (insight.Undecided == 0 ? "within seven days."
                : insight.Undecided == insight.LedNowhere ? "so far; none of these is seven days old."
                : $"within seven days ({insight.Undecided} of them are younger than that)."),
        all.From,
        all.To,
        insight.Runs,
        insight.LedNowhere,
        insight.Undecided,
        Math.Round((double)insight.LedNowhere / insight.Runs, 3),
        MemberCreditsAnswer.Of(insight.Members),
        new InsightAction(
            "open_fewer_jobs", "Filter by budget, date and client before opening jobs, and run the Job Assistant on those you might bid on.", insight.LedNowhere));
}

/// <summary>Results were generated again.</summary>
/// <param name="Credits">What that cost.</param>
/// <param name="Share">Its part of all credits of that time, 0 to 1.</param>
/// <param name="Jobs">The most re-rolled jobs.</param>
/// <param name="Members">The members who did so most.</param>
/// <param name="Actions">What was done again, the most first.</param>
internal sealed record RerollInsight(
    [OneOf("regenerations")] string Kind,
    string Summary,
    DateTimeOffset From,
    DateTimeOffset To,
    [AtLeast(0)] int Credits,
    double Share,
    JobCreditsAnswer[] Jobs,
    MemberCreditsAnswer[] Members,
    ActionCreditsAnswer[] Actions,
    InsightAction Action)
    : InsightAnswer, IAdvice
{
    public static RerollInsight Of(RegenerationsInsight insight, TeamInsights all) => new(
        "regenerations",
        $"{insight.Credits} of {all.Credits} credits went on generating results again"
            + (insight.Jobs is [{ Credits: > 1 } job, ..] ? $", {job.Credits} of them for job {job.JobId}." : "."),
        all.From,
        all.To,
        insight.Credits,
        Math.Round((double)insight.Credits / Math.Max(1, all.Credits.Count), 3),
        Array.ConvertAll(insight.Jobs, job => new JobCreditsAnswer(job.JobId, job.Credits)),
        MemberCreditsAnswer.Of(insight.Members),
        [.. insight.ByAction.OrderByDescending(action => action.Value).Select(action => new ActionCreditsAnswer(action.Key, action.Key.Label(), action.Value))],
        new InsightAction("accept_first", "Accept the first result and edit small things by hand.", insight.Credits));
}

/// <summary>One member runs ahead of the others in this cycle.</summary>
/// <param name="Used">What they used.</param>
/// <param name="TeamUsed">What all used.</param>
/// <param name="Share">Their part of it, 0 to 1.</param>
/// <param name="EqualShare">What it would be if all used the same.</param>
/// <param name="AutoBidCredits">What of theirs went on Auto Bid, matching included.</param>
/// <param name="Budget">An equal share: of the allowance where they used more than that, else of what was used.</param>
internal sealed record AheadInsight(
    [OneOf("member_ahead")] string Kind,
    string Summary,
    [OwnId] MemberId MemberId,
    Credits Used,
    Credits TeamUsed,
    double Share,
    double EqualShare,
    Credits AutoBidCredits,
    Credits Budget,
    InsightAction Action)
    : InsightAnswer, IAdvice
{
    public static AheadInsight Of(MemberAheadInsight insight)
    {
        var (share, equal) = ((double)insight.Used.Count / insight.TeamUsed.Count, 1.0 / insight.Members);
        return new AheadInsight(
            "member_ahead",
            $"{insight.Name} used {insight.Used} of the team's {insight.TeamUsed} credits in this cycle: {share:P0}, where an equal share is {equal:P0}."
                + (insight.AutoBidCredits > Credits.Zero ? $" Auto Bid took {insight.AutoBidCredits} of them." : ""),
            insight.MemberId,
            insight.Used,
            insight.TeamUsed,
            Math.Round(share, 3),
            Math.Round(equal, 3),
            insight.AutoBidCredits,
            insight.Budget,
            new InsightAction(
                "set_budget", $"A budget of {insight.Budget} credits would have left {insight.Left} for the others.", insight.Left.Count));
    }
}

/// <summary>Credits of a member.</summary>
internal sealed record MemberCreditsAnswer([OwnId] MemberId MemberId, [AtLeast(0)] int Credits)
{
    public static MemberCreditsAnswer[] Of(MemberCredits[] members) =>
        Array.ConvertAll(members, member => new MemberCreditsAnswer(member.MemberId, member.Credits));
}

/// <summary>Credits of a job.</summary>
internal sealed record JobCreditsAnswer([OwnId] JobId JobId, [AtLeast(0)] int Credits);

/// <summary>Credits of an action.</summary>
/// <param name="Label">What people call the action.</param>
internal sealed record ActionCreditsAnswer(AiAction Action, string Label, [AtLeast(0)] int Credits);
