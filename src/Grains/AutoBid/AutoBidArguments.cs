using Purser.Jobs;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>What a caller may send, checked where it arrives: a cluster client has no gateway in front of it.</summary>
internal static class AutoBidArguments
{
    public static void Check(AutoBidSettings settings)
    {
        Query(settings.Query);
        Threshold(settings.Threshold);
        DailyCap(settings.DailyCap);
        DailyCredits(settings.DailyCredits);
    }

    public static void Check(RunRequest run)
    {
        Arguments.Id(run.RunId);
        Arguments.Id(run.Worker);
    }

    public static void Check(string runId, JobPost[] jobs)
    {
        Arguments.Id(runId);
        Count(jobs.Length);
        Distinct(jobs.Select(job => job.Id));
        foreach (var job in jobs)
        {
            Length(job.Title, JobLimits.TitleLength, "title");
            Length(job.Description, JobLimits.DescriptionLength, "description");
            Length(job.Level, JobLimits.SkillLength, "level");
            Arguments.Require(job.Skills.Count <= JobLimits.Skills, "skills", job.Skills.Count, $"at most {JobLimits.Skills}");
            foreach (var skill in job.Skills)
            {
                Length(skill, JobLimits.SkillLength, "skill");
            }
        }
    }

    public static void Check(string runId, JobReport[] reports)
    {
        Arguments.Id(runId);
        Count(reports.Length);
        Distinct(reports.Select(report => report.JobId));
        foreach (var report in reports)
        {
            switch (report)
            {
                case JobReport.Scored scored:
                    Arguments.Require(scored.Score is >= 0 and <= 100, "score", scored.Score, "0 to 100");
                    Reason(scored.Because);
                    break;
                case JobReport.Failed failed:
                    Arguments.Reason(failed.Reason);
                    break;
            }
        }
    }

    public static void Check(WhatIfQuestion question)
    {
        Days(question.Days);
        Query(question.Query ?? "");
        Threshold(question.Threshold ?? 0);
        DailyCap(question.DailyCap ?? 0);
        DailyCredits(question.DailyCredits);
    }

    public static void Days(int days) =>
        Arguments.Require(days is >= 1 and <= AutoBidLimits.WhatIfDays, "days", days, $"1 to {AutoBidLimits.WhatIfDays}");

    public static void Days(DateOnly from, DateOnly to)
    {
        var days = to.DayNumber - from.DayNumber + 1;
        Arguments.Require(days is >= 1 and <= AutoBidLimits.FunnelDays, "days", days, $"1 to {AutoBidLimits.FunnelDays}");
    }

    private static void Query(string query)
    {
        Arguments.Require(Limits.IsQuery(query), "query", query, $"empty or up to {Limits.QueryLength} printable characters, not only blanks");
        if (!SearchQuery.TryParse(query, out _, out var error))
        {
            throw new ArgumentException($"The query is wrong at character {error.Position + 1}: {error.Message}", nameof(query));
        }
    }

    private static void Threshold(int threshold) =>
        Arguments.Require(threshold is >= 0 and <= 100, "threshold", threshold, "0 to 100");

    private static void DailyCap(int cap) =>
        Arguments.Require(cap is >= 0 and <= AutoBidLimits.DailyCap, "daily cap", cap, $"0 to {AutoBidLimits.DailyCap}");

    private static void DailyCredits(int? credits) => Arguments.Require(
        credits is null or (>= AutoBidLimits.LeastDailyCredits and <= AutoBidLimits.MostDailyCredits),
        "daily credits",
        credits,
        $"null or {AutoBidLimits.LeastDailyCredits} to {AutoBidLimits.MostDailyCredits}");

    private static void Reason(string? because)
    {
        if (because is not null)
        {
            Arguments.Reason(because);
        }
    }

    private static void Count(int jobs) =>
        Arguments.Require(jobs is >= 1 and <= AutoBidLimits.JobsAtOnce, "jobs at once", jobs, $"1 to {AutoBidLimits.JobsAtOnce}");

    private static void Distinct(IEnumerable<JobId> jobIds)
    {
        HashSet<JobId> seen = [];
        foreach (var jobId in jobIds)
        {
            Arguments.Require(seen.Add(jobId), "job", jobId, "once in a call");
        }
    }

    private static void Length(string text, int most, string what)
    {
        Arguments.Require(text.Length <= most, what, $"{text.Length} characters", $"at most {most}");
        Arguments.Require(!text.Contains('\0', StringComparison.Ordinal), what, "text with NUL", "free of it");
    }
}
