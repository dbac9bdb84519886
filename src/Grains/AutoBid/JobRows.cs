using Npgsql;
using NpgsqlTypes;
using Purser.AutoBid.Decisions;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>The rows of one commit, a list per column; kept and filled anew for every commit.</summary>
internal sealed class JobRows : ILaneRows
{
    // A post is written with a job's first row and stays. The share lock makes a new activation, which raises the epoch, wait for
    // what an older one is writing just now.
    private const string Upsert =
        """
        WITH given AS (
          SELECT * FROM unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            AS g (fence, job_id, day, position, state, score, match_credit, bid_credit, bid_day, submit_day, maybe_sent, owed, left_at,
              run_id, because, own_keys, post, skills)
        ), held AS MATERIALIZED (
          SELECT f.fence, m.team_id, m.member_id, m.epoch
          FROM unnest($1, $2, $3) WITH ORDINALITY AS f (team_id, member_id, epoch, fence)
          JOIN purser.auto_bid_member m USING (team_id, member_id, epoch)
          FOR SHARE OF m
        ), put AS (
          INSERT INTO purser.auto_bid_job AS j
            (team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, bid_day, submit_day, maybe_sent, owed,
              left_at, run_id, because, own_keys, post, skills)
          SELECT team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, bid_day, submit_day, maybe_sent, owed,
            left_at, run_id, because, own_keys, post, skills
          FROM given JOIN held USING (fence)
          ORDER BY team_id, member_id, job_id
          ON CONFLICT (team_id, member_id, job_id) DO UPDATE SET
            day = excluded.day, position = excluded.position, state = excluded.state, score = excluded.score,
            match_credit = excluded.match_credit, bid_credit = excluded.bid_credit, bid_day = excluded.bid_day,
            submit_day = excluded.submit_day, maybe_sent = excluded.maybe_sent, owed = excluded.owed, left_at = excluded.left_at,
            run_id = excluded.run_id, because = excluded.because
        )
        SELECT team_id, member_id, epoch FROM held
        """;

    private readonly List<string> teamId = [];
    private readonly List<string> memberId = [];
    private readonly List<long> epoch = [];
    private readonly List<long> fenceOf = [];
    private readonly List<string> jobId = [];
    private readonly List<DateOnly> day = [];
    private readonly List<long> position = [];
    private readonly List<short> state = [];
    private readonly List<short?> score = [];
    private readonly List<short> matchCredit = [];
    private readonly List<short> bidCredit = [];
    private readonly List<DateOnly?> bidDay = [];
    private readonly List<DateOnly?> submitDay = [];
    private readonly List<bool> maybeSent = [];
    private readonly List<bool> owed = [];
    private readonly List<DateTimeOffset?> leftAt = [];
    private readonly List<string> runId = [];
    private readonly List<string?> because = [];
    private readonly List<bool> ownKeys = [];
    private readonly List<string?> post = [];
    private readonly List<string?> skills = [];

    public int Count => jobId.Count;

    public void Clear()
    {
        teamId.Clear();
        memberId.Clear();
        epoch.Clear();
        fenceOf.Clear();
        jobId.Clear();
        day.Clear();
        position.Clear();
        state.Clear();
        score.Clear();
        matchCredit.Clear();
        bidCredit.Clear();
        bidDay.Clear();
        submitDay.Clear();
        maybeSent.Clear();
        owed.Clear();
        leftAt.Clear();
        runId.Clear();
        because.Clear();
        ownKeys.Clear();
        post.Clear();
        skills.Clear();
    }

    /// <summary>Adds a write's rows; who writes them is said once.</summary>
    public void Add(JobWrite write)
    {
        teamId.Add(write.Fence.TeamId.Value);
        memberId.Add(write.Fence.MemberId.Value);
        epoch.Add(write.Fence.Epoch);
        foreach (var row in write.JobRows)
        {
            Add(row);
        }
    }

    private void Add(JobRow row)
    {
        // As PostgreSQL counts them: from 1.
        fenceOf.Add(teamId.Count);
        jobId.Add(row.JobId.Value);
        day.Add(row.Day);
        position.Add(row.Position);
        state.Add((short)row.State);
        score.Add((short?)row.Score);
        matchCredit.Add((short)row.MatchCredit);
        bidCredit.Add((short)row.BidCredit);
        bidDay.Add(row.BidDay);
        submitDay.Add(row.SubmitDay == row.Day ? null : row.SubmitDay);
        maybeSent.Add(row.MaybeSent);
        owed.Add(row.Owed);
        leftAt.Add(row.LeftAt?.ToUniversalTime());
        runId.Add(row.RunId);
        because.Add(row.Because);
        ownKeys.Add(row.HasOwnKeys);
        post.Add(row.Post);
        skills.Add(row.Skills);
    }

    /// <inheritdoc />
    /// <remarks>It answers the fences that held (team, member, epoch).</remarks>
    public NpgsqlCommand CreateStatement(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(Upsert, connection);
        command.Bind(teamId, NpgsqlDbType.Text);
        command.Bind(memberId, NpgsqlDbType.Text);
        command.Bind(epoch, NpgsqlDbType.Bigint);
        command.Bind(fenceOf, NpgsqlDbType.Bigint);
        command.Bind(jobId, NpgsqlDbType.Text);
        command.Bind(day, NpgsqlDbType.Date);
        command.Bind(position, NpgsqlDbType.Bigint);
        command.Bind(state, NpgsqlDbType.Smallint);
        command.Bind(score, NpgsqlDbType.Smallint);
        command.Bind(matchCredit, NpgsqlDbType.Smallint);
        command.Bind(bidCredit, NpgsqlDbType.Smallint);
        command.Bind(bidDay, NpgsqlDbType.Date);
        command.Bind(submitDay, NpgsqlDbType.Date);
        command.Bind(maybeSent, NpgsqlDbType.Boolean);
        command.Bind(owed, NpgsqlDbType.Boolean);
        command.Bind(leftAt, NpgsqlDbType.TimestampTz);
        command.Bind(runId, NpgsqlDbType.Text);
        command.Bind(because, NpgsqlDbType.Text);
        command.Bind(ownKeys, NpgsqlDbType.Boolean);
        command.Bind(post, NpgsqlDbType.Text);
        command.Bind(skills, NpgsqlDbType.Text);
        return command;
    }
}
