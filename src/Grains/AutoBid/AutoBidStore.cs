using Npgsql;
using Purser.AuditTrail;
using Purser.AutoBid.Decisions;
using Purser.Teams;
using static Purser.AutoBid.AutoBidDatabase;

namespace Purser.AutoBid;

/// <summary>
/// What a member's activation reads and writes beside jobs as they are written: settings, leases, stops. Every write is for the
/// activation that serves the member, and for no other; one that comes late, after another took over, changes nothing.
/// </summary>
internal sealed class AutoBidStore(NpgsqlDataSource database)
{
    // A submission's day is written only where it is not the job's: nearly no row changes in a column of an index.
    private const string JobColumns =
        """
        job_id, day, position, state, score, match_credit, bid_credit,
        coalesce(bid_day, CASE WHEN bid_credit > 0 THEN day END), coalesce(submit_day, CASE WHEN state IN (3, 5) OR maybe_sent THEN day END),
        maybe_sent, owed, coalesce(left_at, CASE WHEN owed OR run_id = '' THEN day::timestamp AT TIME ZONE 'UTC' END), run_id, because, own_keys
        """;

    /// <summary>A member's settings; null where they never set any.</summary>
    public Task<AutoBidSettings?> SettingsAsync(TeamId team, MemberId member) => RunAsync(async () =>
    {
        await using var command = database.Command(
            "SELECT enabled, query, threshold, daily_cap, daily_credits FROM purser.auto_bid_member WHERE team_id = $1 AND member_id = $2",
            team, member);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? Settings(row, 0) : null;
    });

    /// <summary>Takes the member over from whatever activation served them before, and reads how they stand.</summary>
    public Task<(JobFence Fence, BidAccount Account)> TakeOverAsync(TeamId team, MemberId member, Func<DateOnly> today) => RunAsync(async () =>
    {
        var (fence, settings, settledBefore) = await RaiseEpochAsync(team, member);
        // From here on nobody else begins jobs on whatever day it is; by the clock of another silo it may have been tomorrow.
        var (lastDay, lastPosition) = await LastAsync(fence);
        var day = today() > lastDay ? today() : lastDay;
        var (places, credits) = await UseAsync(fence, day);
        var unfinished = await UnfinishedAsync(fence, settledBefore);
        await NoteSettledAsync(fence, settledBefore, unfinished, day);
        return (fence, new BidAccount(settings, day, places, credits, lastPosition, await LeasesAsync(fence), unfinished));
    });

    /// <summary>Jobs of a member by their ids; those that have no row are left out.</summary>
    public Task<List<JobRow>> FindAsync(JobFence fence, IReadOnlyCollection<JobId> jobs) => RunAsync(() => JobsAsync(
        $"SELECT {JobColumns} FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND job_id = ANY ($3)",
        fence.TeamId, fence.MemberId, Texts(jobs)));

    /// <summary>Forgets jobs that were to be begun and were refused their credit.</summary>
    public Task ForgetAsync(JobFence fence, IReadOnlyCollection<JobId> jobs) => FencedAsync(
        fence,
        "DELETE FROM purser.auto_bid_job j USING held WHERE j.team_id = held.team_id AND j.member_id = held.member_id AND j.job_id = ANY ($4)",
        (object)Texts(jobs));

    /// <summary>Keeps a member's settings, and says in the audit trail who changed them from what.</summary>
    public Task SaveAsync(JobFence fence, AutoBidSettings before, AutoBidSettings settings, Actor by, DateTimeOffset now) => FencedAsync(
        fence,
        [
            """
            UPDATE purser.auto_bid_member m SET enabled = $4, query = $5, threshold = $6, daily_cap = $7, daily_credits = $8
            FROM held WHERE m.team_id = held.team_id AND m.member_id = held.member_id
            """,
            """
            INSERT INTO purser.audit_log (at, team_id, actor, change, subject, before_change, before, after)
            SELECT $9, team_id, $10, $11, member_id, $11, $12, $13 FROM held WHERE $12 <> $13
            """,
        ],
        settings.Enabled, settings.Query, settings.Threshold, settings.DailyCap, settings.DailyCredits,
        now.ToUniversalTime(), by.Text, (short)AuditChange.AutoBidSet, SettingsFacts.Of(before), SettingsFacts.Of(settings));

    /// <summary>Remembers a worker's run, in place of its earlier one, and when its last heartbeat came.</summary>
    public Task PutLeaseAsync(JobFence fence, JobLease lease) => FencedAsync(
        fence,
        """
        INSERT INTO purser.auto_bid_run (team_id, member_id, worker, run_id, heard_at)
        SELECT team_id, member_id, $4, $5, $6 FROM held
        ON CONFLICT (team_id, member_id, worker) DO UPDATE SET run_id = excluded.run_id, heard_at = excluded.heard_at
        """,
        lease.Run.Worker, lease.Run.RunId, lease.RenewedAt.ToUniversalTime());

    public Task RemoveLeasesAsync(JobFence fence, IReadOnlyCollection<string> runs) => FencedAsync(
        fence,
        "DELETE FROM purser.auto_bid_run r USING held WHERE r.team_id = held.team_id AND r.member_id = held.member_id AND r.run_id = ANY ($4)",
        (object)runs.ToArray());

    /// <summary>Remembers what ended a run on a day; who is stopped again before another job was paid for is stopped still.</summary>
    public Task PutStopAsync(JobFence fence, DateOnly day, long position, RunStop stop, DateTimeOffset at) => FencedAsync(
        fence,
        """
        INSERT INTO purser.auto_bid_stop (team_id, member_id, day, position, cause, refusal, at)
        SELECT team_id, member_id, $4, $5, $6, $7, $8 FROM held ON CONFLICT DO NOTHING
        """,
        day, position, (short)stop.Cause, (short?)stop.Refusal?.Reason, at.ToUniversalTime());

    /// <summary>Whether this activation serves the member still.</summary>
    /// <exception cref="LedgerUnavailableException">It does not.</exception>
    public Task ProveAsync(JobFence fence) => FencedAsync(fence, "UPDATE purser.auto_bid_member SET epoch = epoch WHERE false");

    /// <summary>The entries that debits' keys were used for, by the key; keys that were used for none are left out.</summary>
    public Task<Dictionary<string, long>> EntriesAsync(TeamId team, string[] keys) => RunAsync(async () =>
    {
        await using var command = database.Command(
            "SELECT idempotency_key, seq FROM purser.ledger WHERE team_id = $1 AND idempotency_key = ANY ($2)", team, keys);
        await using var row = await command.ExecuteReaderAsync();
        Dictionary<string, long> entries = new(StringComparer.Ordinal);
        while (await row.ReadAsync())
        {
            entries.Add(row.GetString(0), row.GetInt64(1));
        }

        return entries;
    });

    private async Task<(JobFence Fence, AutoBidSettings Settings, DateOnly SettledBefore)> RaiseEpochAsync(TeamId team, MemberId member)
    {
        var standard = AutoBidSettings.Default;
        await using var command = database.Command(
            """
            INSERT INTO purser.auto_bid_member AS m (team_id, member_id, epoch, enabled, query, threshold, daily_cap, daily_credits)
            VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
            ON CONFLICT (team_id, member_id) DO UPDATE SET epoch = m.epoch + 1
            RETURNING enabled, query, threshold, daily_cap, daily_credits, epoch, coalesce(settled_before, '-infinity')
            """,
            team, member, standard.Enabled, standard.Query, standard.Threshold, standard.DailyCap, standard.DailyCredits);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (new JobFence(team, member, row.GetInt64(5)), Settings(row, 0), row.GetFieldValue<DateOnly>(6));
    }

    private Task<List<JobRow>> UnfinishedAsync(JobFence fence, DateOnly settledBefore) => JobsAsync(
        $"""
        SELECT {JobColumns} FROM (
          SELECT * FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day >= $3
          UNION ALL
          SELECT * FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND submit_day > day AND submit_day >= $3 AND day < $3
        ) jobs
        WHERE state IN (1, 3) OR owed OR (state = 2 AND bid_credit = 1)
        """,
        fence.TeamId, fence.MemberId, settledBefore);

    /// <summary>Writes down, at most once a day, from which day on there may be unfinished jobs: an index of them would change with every step of a job.</summary>
    private async Task NoteSettledAsync(JobFence fence, DateOnly noted, List<JobRow> unfinished, DateOnly today)
    {
        // Two days for a team that moves to a time zone in which it is earlier.
        var settledBefore = unfinished.Select(row => row.SubmitDay > row.Day ? row.SubmitDay.Value : row.Day).Append(today).Min().AddDays(-2);
        if (settledBefore > noted)
        {
            await FencedAsync(
                fence,
                "UPDATE purser.auto_bid_member m SET settled_before = $4 FROM held WHERE m.team_id = held.team_id AND m.member_id = held.member_id",
                settledBefore);
        }
    }

    private async Task<List<JobLease>> LeasesAsync(JobFence fence)
    {
        await using var command = database.Command(
            "SELECT run_id, worker, heard_at FROM purser.auto_bid_run WHERE team_id = $1 AND member_id = $2", fence.TeamId, fence.MemberId);
        await using var row = await command.ExecuteReaderAsync();
        List<JobLease> leases = [];
        while (await row.ReadAsync())
        {
            var renewedAt = row.GetFieldValue<DateTimeOffset>(2);
            leases.Add(new JobLease(new RunRequest(row.GetString(0), row.GetString(1)), renewedAt, renewedAt));
        }

        return leases;
    }

    /// <summary>What a day's jobs have used of its caps, those under way included.</summary>
    private async Task<(int Places, int Credits)> UseAsync(JobFence fence, DateOnly day)
    {
        await using var command = database.Command(
            """
            SELECT (count(*) FILTER (WHERE coalesce(submit_day, day) = $3 AND (state IN (3, 5) OR maybe_sent)))::int,
              (coalesce(sum(match_credit) FILTER (WHERE day = $3), 0) + coalesce(sum(bid_credit) FILTER (WHERE coalesce(bid_day, day) = $3), 0))::int
            FROM (
              SELECT * FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND day = $3
              UNION ALL
              SELECT * FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND submit_day > day AND submit_day >= $3 AND day < $3
            ) jobs
            """,
            fence.TeamId, fence.MemberId, day);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt32(0), row.GetInt32(1));
    }

    /// <summary>The last day that anything was granted on, and the place of the job begun last.</summary>
    private async Task<(DateOnly Day, long Position)> LastAsync(JobFence fence)
    {
        await using var command = database.Command(
            """
            SELECT greatest(
                (SELECT max(day) FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2),
                (SELECT max(submit_day) FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 AND submit_day > day)),
              (SELECT position FROM purser.auto_bid_job WHERE team_id = $1 AND member_id = $2 ORDER BY day DESC, position DESC LIMIT 1)
            """,
            fence.TeamId, fence.MemberId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return row.IsDBNull(1) ? (DateOnly.MinValue, 0) : (row.GetFieldValue<DateOnly>(0), row.GetInt64(1));
    }

    private async Task<List<JobRow>> JobsAsync(string sql, params object?[] values)
    {
        await using var command = database.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync();
        List<JobRow> jobs = [];
        while (await row.ReadAsync())
        {
            jobs.Add(Job(row));
        }

        return jobs;
    }

    private Task FencedAsync(JobFence fence, string change, params object?[] values) => FencedAsync(fence, [change], values);

    private async Task FencedAsync(JobFence fence, string[] changes, params object?[] values)
    {
        var statements = string.Join(", ", changes.Select(static (change, number) => $"change_{number} AS ({change} RETURNING 1)"));
        await using var command = database.Command(
            $"""
            WITH held AS MATERIALIZED (
              SELECT team_id, member_id FROM purser.auto_bid_member WHERE team_id = $1 AND member_id = $2 AND epoch = $3 FOR UPDATE
            ), {statements}
            SELECT count(*) FROM held
            """,
            [fence.TeamId, fence.MemberId, fence.Epoch, .. values]);
        if (await RunAsync(() => command.ExecuteScalarAsync()) is not 1L)
        {
            throw fence.IsServedElsewhere();
        }
    }

    private static string[] Texts(IReadOnlyCollection<JobId> jobs) => [.. jobs.Select(job => job.Value)];

    private static JobRow Job(NpgsqlDataReader row) => new()
    {
        JobId = JobId.Parse(row.GetString(0)),
        Day = row.GetFieldValue<DateOnly>(1),
        Position = row.GetInt64(2),
        State = (JobState)row.GetInt16(3),
        Score = row.IsDBNull(4) ? null : row.GetInt16(4),
        MatchCredit = row.GetInt16(5),
        BidCredit = row.GetInt16(6),
        BidDay = row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
        SubmitDay = row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
        MaybeSent = row.GetBoolean(9),
        Owed = row.GetBoolean(10),
        LeftAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        RunId = row.GetString(12),
        Because = row.IsDBNull(13) ? null : row.GetString(13),
        HasOwnKeys = row.GetBoolean(14),
    };
}
