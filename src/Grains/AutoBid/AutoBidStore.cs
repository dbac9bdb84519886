using Npgsql;
using NpgsqlTypes;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>What Auto Bid remembers beside jobs as they are written: settings, runs, and what is read of jobs.</summary>
internal sealed class AutoBidStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const string JobColumns =
        "job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post";

    /// <summary>A member's settings; null where they never set any.</summary>
    public Task<AutoBidSettings?> SettingsAsync(string team, string member) => RunAsync(async () =>
    {
        await using var command = Command(
            "SELECT enabled, query, threshold, daily_cap, daily_credits FROM purser.auto_bid_member WHERE team_id = $1 AND member_id = $2",
            team, member);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? Settings(row, 0) : null;
    });

    /// <summary>Takes the member over from whatever activation served them before, and reads how they stand.</summary>
    public Task<AutoBidMember> TakeOverAsync(string team, string member, Func<DateOnly> today) => RunAsync(async () =>
    {
        var standard = AutoBidSettings.Default;
        await using var command = Command(
            """
            INSERT INTO purser.auto_bid_member AS m (team_id, member_id, epoch, enabled, query, threshold, daily_cap, daily_credits)
            VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
            ON CONFLICT (team_id, member_id) DO UPDATE SET epoch = m.epoch + 1
            RETURNING enabled, query, threshold, daily_cap, daily_credits, epoch, settled_before
            """,
            team, member, standard.Enabled, standard.Query, standard.Threshold, standard.DailyCap, standard.DailyCredits);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var settings = Settings(row, 0);
        var fence = new JobFence(team, member, row.GetInt64(5));
        var since = row.IsDBNull(6) ? DateOnly.MinValue : row.GetFieldValue<DateOnly>(6);
        await row.CloseAsync();
        // From here on nobody else begins jobs on whatever day it is; by the clock of another silo it may have been tomorrow.
        var (lastDay, lastPosition) = await LastAsync(fence);
        var day = today() > lastDay ? today() : lastDay;
        return new AutoBidMember(
            fence, settings, since, await RunsAsync(fence), await OpenJobsAsync(fence, since), day, await DayAsync(fence, day), lastPosition);
    });

    /// <summary>Open jobs, and those whose credit is still owed, begun on a day or later.</summary>
    public Task<List<JobRow>> OpenJobsAsync(JobFence fence, DateOnly since) => RunAsync(() => JobsAsync(
        $"SELECT {JobColumns} FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day >= $3 AND (state IN (1, 3) OR owed)",
        fence.TeamId, fence.MemberId, since));

    /// <summary>Jobs of a member by their ids; those that have no row are left out.</summary>
    public Task<List<JobRow>> FindAsync(JobFence fence, IReadOnlyCollection<string> jobs) => RunAsync(() => JobsAsync(
        $"SELECT {JobColumns} FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND job_id = ANY ($3)",
        fence.TeamId, fence.MemberId, jobs.ToArray()));

    /// <summary>Forgets jobs that were to be begun and were refused their credit.</summary>
    public Task ForgetAsync(JobFence fence, IReadOnlyCollection<string> jobs) => FencedAsync(
        fence,
        "DELETE FROM purser.auto_bid_job j USING held WHERE j.team_id = held.team_id AND j.member_id = held.member_id AND j.job_id = ANY ($4)",
        (object)jobs.ToArray());

    public Task SaveAsync(JobFence fence, AutoBidSettings settings) => FencedAsync(
        fence,
        """
        UPDATE purser.auto_bid_member m SET enabled = $4, query = $5, threshold = $6, daily_cap = $7, daily_credits = $8
        FROM held WHERE m.team_id = held.team_id AND m.member_id = held.member_id
        """,
        settings.Enabled, settings.Query, settings.Threshold, settings.DailyCap, settings.DailyCredits);

    /// <summary>Remembers a worker's run, in place of its earlier one, and that it was heard of now.</summary>
    public Task PutRunAsync(JobFence fence, RunRequest run) => FencedAsync(
        fence,
        """
        INSERT INTO purser.auto_bid_run (team_id, member_id, worker, run_id, heard_at)
        SELECT team_id, member_id, $4, $5, $6 FROM held
        ON CONFLICT (team_id, member_id, worker) DO UPDATE SET run_id = excluded.run_id, heard_at = excluded.heard_at
        """,
        run.Worker, run.RunId, clock.GetUtcNow());

    public Task RemoveRunAsync(JobFence fence, string runId) => FencedAsync(
        fence,
        "DELETE FROM purser.auto_bid_run r USING held WHERE r.team_id = held.team_id AND r.member_id = held.member_id AND r.run_id = $4",
        runId);

    /// <summary>Remembers that no job begun before a day is open.</summary>
    public Task SettleBeforeAsync(JobFence fence, DateOnly day) => FencedAsync(
        fence,
        "UPDATE purser.auto_bid_member m SET settled_before = $4 FROM held WHERE m.team_id = held.team_id AND m.member_id = held.member_id",
        day);

    /// <summary>Remembers what first ended a run on a day.</summary>
    public Task PutStopAsync(JobFence fence, DateOnly day, RunStop stop) => FencedAsync(
        fence,
        """
        INSERT INTO purser.auto_bid_stop (team_id, member_id, day, cause, refusal)
        SELECT team_id, member_id, $4, $5, $6 FROM held ON CONFLICT DO NOTHING
        """,
        day, (short)stop.Cause, (short?)stop.Refusal?.Reason);

    /// <summary>The entry that a key was used for; null when for none.</summary>
    public Task<long?> EntryOfAsync(string team, string key) => RunAsync(async () =>
    {
        await using var command = Command("SELECT seq FROM purser.ledger WHERE team_id = $1 AND idempotency_key = $2", team, key);
        return await command.ExecuteScalarAsync() as long?;
    });

    /// <summary>The members of a team who have jobs begun on a day or later.</summary>
    public Task<string[]> BiddersAsync(string team, DateOnly since) => RunAsync(async () =>
    {
        await using var command = Command(
            """
            SELECT coalesce(array_agg(member_id), '{}') FROM purser.auto_bid_member m
            WHERE team_id = $1 AND EXISTS (
              SELECT FROM purser.auto_bid_job j WHERE j.team_id = m.team_id AND j.member_id = m.member_id AND j.day >= $2)
            """,
            team, since);
        return (string[])(await command.ExecuteScalarAsync())!;
    });

    /// <summary>What became of the jobs of some days, by day.</summary>
    public Task<FunnelDay[]> FunnelAsync(string team, string member, DateOnly from, DateOnly to) => RunAsync(async () =>
    {
        await using var command = Command(
            """
            SELECT day, jobs.scanned, jobs.matched, jobs.submitted, jobs.skipped, jobs.failed, jobs.match_credits, jobs.bid_credits, s.cause, s.refusal
            FROM (
              SELECT day, count(*)::int AS scanned,
                (count(*) FILTER (WHERE score IS NOT NULL AND state <> 4))::int AS matched,
                (count(*) FILTER (WHERE state = 5))::int AS submitted,
                (count(*) FILTER (WHERE state = 4))::int AS skipped,
                (count(*) FILTER (WHERE state = 6))::int AS failed,
                coalesce(sum(match_credit), 0)::int AS match_credits,
                coalesce(sum(bid_credit), 0)::int AS bid_credits
              FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4
              GROUP BY day
            ) jobs
            FULL JOIN (SELECT day, cause, refusal FROM purser.auto_bid_stop WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4) s
              USING (day)
            ORDER BY day
            """,
            team, member, from, to);
        await using var row = await command.ExecuteReaderAsync();
        List<FunnelDay> days = [];
        while (await row.ReadAsync())
        {
            days.Add(new FunnelDay(
                row.GetFieldValue<DateOnly>(0), Count(row, 1), Count(row, 2), Count(row, 3), Count(row, 4), Count(row, 5), Count(row, 6), Count(row, 7),
                row.IsDBNull(8) ? null : (StopCause)row.GetInt16(8), row.IsDBNull(9) ? null : (RefusalReason)row.GetInt16(9)));
        }

        return days.ToArray();
    });

    /// <summary>The jobs of some days with their posts, in the order in which they were begun.</summary>
    public async IAsyncEnumerable<JobRow> JobsAsync(string team, string member, DateOnly from, DateOnly to)
    {
        await using var command = Command(
            $"SELECT {JobColumns} FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day BETWEEN $3 AND $4 AND post IS NOT NULL ORDER BY day, position",
            team, member, from, to);
        await using var row = await RunAsync(() => command.ExecuteReaderAsync());
        while (await RunAsync(() => row.ReadAsync()))
        {
            yield return Job(row);
        }
    }

    private Task<List<HeardRun>> RunsAsync(JobFence fence) => RunAsync(async () =>
    {
        await using var command = Command(
            "SELECT run_id, worker, heard_at FROM purser.auto_bid_run WHERE team_id = $1 AND member_id = $2", fence.TeamId, fence.MemberId);
        await using var row = await command.ExecuteReaderAsync();
        List<HeardRun> runs = [];
        while (await row.ReadAsync())
        {
            runs.Add(new HeardRun(new RunRequest(row.GetString(0), row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2)));
        }

        return runs;
    });

    /// <summary>What a day's jobs have used of its caps, those under way included.</summary>
    public Task<AutoBidDay> DayAsync(JobFence fence, DateOnly day) => RunAsync(async () =>
    {
        await using var command = Command(
            """
            SELECT (count(*) FILTER (WHERE state = 5))::int, coalesce(sum(match_credit + bid_credit), 0)::int
            FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day = $3
            """,
            fence.TeamId, fence.MemberId, day);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new AutoBidDay { Submitted = row.GetInt32(0), Spent = row.GetInt32(1) };
    });

    /// <summary>Day and place of the job begun last.</summary>
    private Task<(DateOnly Day, long Position)> LastAsync(JobFence fence) => RunAsync(async () =>
    {
        await using var command = Command(
            "SELECT day, position FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 ORDER BY day DESC, position DESC LIMIT 1",
            fence.TeamId, fence.MemberId);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? (row.GetFieldValue<DateOnly>(0), row.GetInt64(1)) : (DateOnly.MinValue, 0);
    });

    private async Task<List<JobRow>> JobsAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        await using var row = await command.ExecuteReaderAsync();
        List<JobRow> jobs = [];
        while (await row.ReadAsync())
        {
            jobs.Add(Job(row));
        }

        return jobs;
    }

    /// <summary>Changes something for the activation that serves the member, and for no other.</summary>
    private async Task FencedAsync(JobFence fence, string change, params object?[] values)
    {
        await using var command = Command(
            $"""
            WITH held AS MATERIALIZED (
              SELECT team_id, member_id FROM purser.auto_bid_member WHERE team_id = $1 AND member_id = $2 AND epoch = $3 FOR UPDATE
            ), changed AS ({change} RETURNING 1)
            SELECT count(*) FROM held
            """,
            [fence.TeamId, fence.MemberId, fence.Epoch, .. values]);
        if (await RunAsync(() => command.ExecuteScalarAsync()) is not 1L)
        {
            throw new LedgerUnavailableException($"Auto Bid of {fence.MemberId} of team {fence.TeamId} is being served elsewhere; try again.");
        }
    }

    private static AutoBidSettings Settings(NpgsqlDataReader row, int at) => new(
        row.GetBoolean(at), row.GetString(at + 1), row.GetInt32(at + 2), row.GetInt32(at + 3),
        row.IsDBNull(at + 4) ? null : row.GetInt32(at + 4));

    private static JobRow Job(NpgsqlDataReader row) => new()
    {
        JobId = row.GetString(0),
        Day = row.GetFieldValue<DateOnly>(1),
        Position = row.GetInt64(2),
        State = (JobState)row.GetInt16(3),
        Score = row.IsDBNull(4) ? null : row.GetInt16(4),
        MatchCredit = row.GetInt16(5),
        BidCredit = row.GetInt16(6),
        Owed = row.GetBoolean(7),
        RunId = row.GetString(8),
        Because = row.IsDBNull(9) ? null : row.GetString(9),
        Post = row.IsDBNull(10) ? null : row.GetString(10),
    };

    private static int Count(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? 0 : row.GetInt32(at);

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }
                : new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (NpgsqlException failure)
        {
            throw Unavailable(failure);
        }
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static LedgerUnavailableException Unavailable(NpgsqlException failure) =>
        new($"The tables of Auto Bid could not be used: {failure.Message}");
}

/// <summary>A member as an activation takes them over.</summary>
/// <param name="Fence">The right to write their jobs.</param>
/// <param name="Settings">Their settings.</param>
/// <param name="OpenSince">No job begun before this day is open.</param>
/// <param name="Runs">The runs under way, one per worker.</param>
/// <param name="Open">Jobs that are open, or whose credit is owed.</param>
/// <param name="Day">Today.</param>
/// <param name="Today">What today's jobs have used, the open ones included.</param>
/// <param name="LastPosition">The place of the job begun last.</param>
internal sealed record AutoBidMember(
    JobFence Fence, AutoBidSettings Settings, DateOnly OpenSince, List<HeardRun> Runs, List<JobRow> Open, DateOnly Day, AutoBidDay Today,
    long LastPosition);

/// <summary>A run under way.</summary>
/// <param name="Run">It.</param>
/// <param name="HeardAt">When it was heard of last, to the minute.</param>
internal sealed record HeardRun(RunRequest Run, DateTimeOffset HeardAt);
