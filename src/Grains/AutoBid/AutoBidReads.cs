using Npgsql;
using Purser.AutoBid.Decisions;
using Purser.Jobs;
using static Purser.AutoBid.AutoBidDatabase;

namespace Purser.AutoBid;

/// <summary>What is read of the past.</summary>
internal sealed class AutoBidReads(NpgsqlDataSource database)
{
    /// <summary>The one whose connections no step of a job waits for.</summary>
    public const string Insights = "insights";

    /// <summary>A member's settings; null where they never set any.</summary>
    public Task<AutoBidSettings?> SettingsAsync(TeamId team, MemberId member) => new AutoBidStore(database).SettingsAsync(team, member);

    /// <summary>The members of a team who have jobs begun on a day or later.</summary>
    public Task<MemberId[]> BiddersAsync(TeamId team, DateOnly since) => MembersAsync(
        """
        SELECT coalesce(array_agg(member_id), '{}') FROM purser.auto_bid_member m
        WHERE team_id = $1 AND EXISTS (
          SELECT FROM purser.auto_bid_job j WHERE j.team_id = m.team_id AND j.member_id = m.member_id AND j.day >= $2)
        """,
        team, since);

    /// <summary>The members of a team who have Auto Bid switched on.</summary>
    public Task<MemberId[]> SwitchedOnAsync(TeamId team) => MembersAsync(
        "SELECT coalesce(array_agg(member_id ORDER BY member_id), '{}') FROM purser.auto_bid_member WHERE team_id = $1 AND enabled", team);

    /// <summary>What became of jobs on some days: each step on the day that it was granted.</summary>
    public async Task<Funnel> FunnelAsync(TeamId team, MemberId member, DateOnly from, DateOnly to)
    {
        var stops = await StopsAsync(team, member, from, to);
        var days = await RunAsync(() => DaysAsync(team, member, from, to));
        return new Funnel(
            [
                .. days.Concat(stops.Select(stop => stop.Day).Except(days.Select(day => day.Day)).Select(FunnelDay.Empty))
                    .Select(day => Array.FindLast(stops, stop => stop.Day == day.Day) is { } last
                        ? day with { Stop = last.Cause, Refusal = last.Refusal }
                        : day)
                    .OrderBy(day => day.Day),
            ],
            stops);
    }

    /// <summary>
    /// The first day to look at so that there are no more jobs than <see cref="ScoredJob.Most"/>: the first one asked for, or a later.
    /// </summary>
    public Task<DateOnly> FirstDayAsync(TeamId team, MemberId member, DateOnly from, DateOnly to) => RunAsync(async () =>
    {
        await using var command = database.Command(
            $"""
            SELECT day FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4
            ORDER BY day DESC, position DESC OFFSET {ScoredJob.Most} LIMIT 1
            """,
            team, member, from, to);
        return await command.ExecuteScalarAsync() is DateOnly cut ? cut < to ? cut.AddDays(1) : to : from;
    });

    /// <summary>The jobs of some days, in the order in which they were begun.</summary>
    public Task<ScoredJobs> JobsAsync(TeamId team, MemberId member, DateOnly from, DateOnly to) => RunAsync(async () =>
    {
        await using var command = database.Command(
            $"""
            SELECT day, state, score, maybe_sent,
              coalesce(skills, (SELECT string_agg(skill, E'\n') FROM json_array_elements_text(post::json -> 'Skills') skill), '')
            FROM purser.auto_bid_job
            WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4 ORDER BY day, position LIMIT {ScoredJob.Most}
            """,
            team, member, from, to);
        await using var row = await command.ExecuteReaderAsync();
        var jobs = new ScoredJobs();
        var skills = new char[JobLimits.Skills * (JobLimits.SkillLength + 1)];
        while (await row.ReadAsync())
        {
            jobs.Add(Job(row), skills.AsSpan(0, (int)row.GetChars(4, 0, skills, 0, skills.Length)));
        }

        return jobs;
    });

    /// <summary>The jobs of some days that a search lets through, in the order in which they were begun; their posts go by one by one.</summary>
    public async IAsyncEnumerable<ScoredJob> JobsAsync(TeamId team, MemberId member, DateOnly from, DateOnly to, SearchQuery query)
    {
        await using var command = database.Command(
            $"""
            SELECT day, state, score, maybe_sent, post FROM purser.auto_bid_job
            WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4 AND post IS NOT NULL ORDER BY day, position LIMIT {ScoredJob.Most}
            """,
            team, member, from, to);
        await using var row = await RunAsync(() => command.ExecuteReaderAsync());
        while (await RunAsync(() => row.ReadAsync()))
        {
            if (query.Matches(StoredPost.Read(row.GetFieldValue<byte[]>(4))))
            {
                yield return Job(row);
            }
        }
    }

    /// <summary>The newest posts of some days that a match was paid for, each with its score.</summary>
    public async IAsyncEnumerable<(JobPost Post, int Score)> PostsAsync(TeamId team, MemberId member, DateOnly from, DateOnly to, int most)
    {
        await using var command = database.Command(
            $"""
            SELECT score, post FROM purser.auto_bid_job
            WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4 AND post IS NOT NULL AND score IS NOT NULL
            ORDER BY day DESC, position DESC LIMIT {most}
            """,
            team, member, from, to);
        await using var row = await RunAsync(() => command.ExecuteReaderAsync());
        while (await RunAsync(() => row.ReadAsync()))
        {
            yield return (StoredPost.Read(row.GetFieldValue<byte[]>(1)), row.GetInt16(0));
        }
    }

    private static ScoredJob Job(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateOnly>(0), row.IsDBNull(2) ? null : row.GetInt16(2), (JobState)row.GetInt16(1) == JobState.Failed, row.GetBoolean(3));

    private async Task<List<FunnelDay>> DaysAsync(TeamId team, MemberId member, DateOnly from, DateOnly to)
    {
        // A job matched on one day and submitted on another is in both.
        await using var command = database.Command(
            """
            WITH jobs AS (
              SELECT day, bid_day, submit_day, state, score, match_credit, bid_credit
              FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4
              UNION ALL
              SELECT day, bid_day, submit_day, state, score, match_credit, bid_credit
              FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND submit_day > day AND submit_day >= $3 AND day < $3
            )
            SELECT on_day, sum(scanned)::int, sum(matched)::int, sum(submitted)::int, sum(skipped)::int, sum(failed)::int,
              sum(match_credits)::int, sum(bid_credits)::int
            FROM (
              SELECT day AS on_day, count(*) AS scanned, count(*) FILTER (WHERE score IS NOT NULL AND state <> 4) AS matched, 0 AS submitted,
                count(*) FILTER (WHERE state = 4) AS skipped, count(*) FILTER (WHERE state = 6 AND score IS NULL) AS failed,
                sum(match_credit) AS match_credits, 0 AS bid_credits
              FROM jobs GROUP BY day
              UNION ALL
              SELECT coalesce(submit_day, day), 0, 0, count(*) FILTER (WHERE state = 5), 0, count(*) FILTER (WHERE state = 6), 0, 0
              FROM jobs WHERE score IS NOT NULL AND state IN (5, 6) GROUP BY coalesce(submit_day, day)
              UNION ALL
              SELECT coalesce(bid_day, day), 0, 0, 0, 0, 0, 0, sum(bid_credit) FROM jobs WHERE bid_credit > 0 GROUP BY coalesce(bid_day, day)
            ) steps
            WHERE on_day BETWEEN $3 AND $4 GROUP BY on_day
            """,
            team, member, from, to);
        await using var row = await command.ExecuteReaderAsync();
        List<FunnelDay> days = [];
        while (await row.ReadAsync())
        {
            days.Add(new FunnelDay(
                row.GetFieldValue<DateOnly>(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5),
                row.GetInt32(6), row.GetInt32(7)));
        }

        return days;
    }

    private Task<DayStop[]> StopsAsync(TeamId team, MemberId member, DateOnly from, DateOnly to) => RunAsync(async () =>
    {
        await using var command = database.Command(
            """
            SELECT day, at, cause, refusal FROM purser.auto_bid_stop
            WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4 ORDER BY day, at, position
            """,
            team, member, from, to);
        await using var row = await command.ExecuteReaderAsync();
        List<DayStop> stops = [];
        while (await row.ReadAsync())
        {
            stops.Add(new DayStop(
                row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateTimeOffset>(1), (StopCause)row.GetInt16(2),
                row.IsDBNull(3) ? null : (RefusalReason)row.GetInt16(3)));
        }

        return stops.ToArray();
    });

    private Task<MemberId[]> MembersAsync(string sql, params object?[] values) => RunAsync(async () =>
    {
        await using var command = database.Command(sql, values);
        return Array.ConvertAll((string[])(await command.ExecuteScalarAsync())!, MemberId.Parse);
    });
}
