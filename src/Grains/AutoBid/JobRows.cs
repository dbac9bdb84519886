using Npgsql;
using NpgsqlTypes;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>The rows of one commit, a list per column; kept and filled anew for every commit.</summary>
internal sealed class JobRows
{
    // A row with a post is a job's first and is written only where there is none. The share lock makes a new activation, which
    // raises the epoch, wait for what an older one is writing just now.
    private const string Upsert =
        """
        WITH given AS (
          SELECT * FROM unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            AS g (fence, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post)
        ), held AS MATERIALIZED (
          SELECT f.fence, m.team_id, m.member_id, m.epoch
          FROM unnest($1, $2, $3) WITH ORDINALITY AS f (team_id, member_id, epoch, fence)
          JOIN purser.auto_bid_member m USING (team_id, member_id, epoch)
          FOR SHARE OF m
        ), put AS (
          INSERT INTO purser.auto_bid_job AS j
            (team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post)
          SELECT team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post
          FROM given JOIN held USING (fence)
          ORDER BY team_id, member_id, job_id
          ON CONFLICT (team_id, member_id, job_id) DO UPDATE SET
            day = excluded.day, position = excluded.position, state = excluded.state, score = excluded.score,
            match_credit = excluded.match_credit, bid_credit = excluded.bid_credit, owed = excluded.owed,
            run_id = excluded.run_id, because = excluded.because
          WHERE excluded.post IS NULL
          RETURNING team_id, member_id, job_id
        )
        SELECT team_id, member_id, epoch, NULL AS known FROM held
        UNION ALL
        -- EXCEPT is hashed; NOT EXISTS would compare each row with each, for nobody can say how many there will be.
        SELECT team_id, member_id, NULL, job_id FROM (
          SELECT team_id, member_id, job_id FROM given JOIN held USING (fence) WHERE post IS NOT NULL
          EXCEPT SELECT team_id, member_id, job_id FROM put
        ) known
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
    private readonly List<bool> owed = [];
    private readonly List<string> runId = [];
    private readonly List<string?> because = [];
    private readonly List<string?> post = [];

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
        owed.Clear();
        runId.Clear();
        because.Clear();
        post.Clear();
    }

    /// <summary>Adds a write's rows; who writes them is said once.</summary>
    public void Add(JobWrite write)
    {
        teamId.Add(write.Fence.TeamId);
        memberId.Add(write.Fence.MemberId);
        epoch.Add(write.Fence.Epoch);
        foreach (var row in write.Rows)
        {
            Add(row);
        }
    }

    private void Add(JobRow row)
    {
        // As PostgreSQL counts them: from 1.
        fenceOf.Add(teamId.Count);
        jobId.Add(row.JobId);
        day.Add(row.Day);
        position.Add(row.Position);
        state.Add((short)row.State);
        score.Add((short?)row.Score);
        matchCredit.Add((short)row.MatchCredit);
        bidCredit.Add((short)row.BidCredit);
        owed.Add(row.Owed);
        runId.Add(row.RunId);
        because.Add(row.Because);
        post.Add(row.Post);
    }

    /// <summary>
    /// The statement that writes whatever the lists hold when it is executed. It answers the fences that held (team, member,
    /// epoch), and the jobs whose first row was not written because they have one (team, member, null, job).
    /// </summary>
    public NpgsqlCommand CreateUpsert(NpgsqlConnection connection)
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
        command.Bind(owed, NpgsqlDbType.Boolean);
        command.Bind(runId, NpgsqlDbType.Text);
        command.Bind(because, NpgsqlDbType.Text);
        command.Bind(post, NpgsqlDbType.Text);
        return command;
    }
}
