using Npgsql;
using NpgsqlTypes;

namespace Purser.AutoBid;

/// <summary>The rows of one commit, a list per column; kept and filled anew for every commit.</summary>
internal sealed class JobRows
{
    // The share lock makes a new activation, which raises the epoch, wait for what an older one is writing just now.
    private const string Upsert =
        """
        WITH given AS (
          SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            AS g (team_id, member_id, epoch, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post)
        ), held AS MATERIALIZED (
          SELECT m.team_id, m.member_id, m.epoch FROM purser.auto_bid_member m
          WHERE (m.team_id, m.member_id, m.epoch) IN (SELECT team_id, member_id, epoch FROM given)
          FOR SHARE
        ), put AS (
          INSERT INTO purser.auto_bid_job AS j
            (team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post)
          SELECT g.team_id, g.member_id, job_id, day, position, state, score, match_credit, bid_credit, owed, run_id, because, post
          FROM given g JOIN held USING (team_id, member_id, epoch)
          ORDER BY g.team_id, g.member_id, job_id
          ON CONFLICT (team_id, member_id, job_id) DO UPDATE SET
            day = excluded.day, position = excluded.position, state = excluded.state, score = excluded.score,
            match_credit = excluded.match_credit, bid_credit = excluded.bid_credit, owed = excluded.owed,
            run_id = excluded.run_id, because = excluded.because, post = coalesce(excluded.post, j.post)
        )
        SELECT team_id, member_id, epoch FROM held
        """;

    private readonly List<string> teamId = [];
    private readonly List<string> memberId = [];
    private readonly List<long> epoch = [];
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

    public void Add(JobFence fence, JobRow row)
    {
        teamId.Add(fence.TeamId);
        memberId.Add(fence.MemberId);
        epoch.Add(fence.Epoch);
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

    /// <summary>The statement that writes whatever the lists hold when it is executed, and answers the fences that held.</summary>
    public NpgsqlCommand CreateUpsert(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(Upsert, connection);
        Bind(command, teamId, NpgsqlDbType.Text);
        Bind(command, memberId, NpgsqlDbType.Text);
        Bind(command, epoch, NpgsqlDbType.Bigint);
        Bind(command, jobId, NpgsqlDbType.Text);
        Bind(command, day, NpgsqlDbType.Date);
        Bind(command, position, NpgsqlDbType.Bigint);
        Bind(command, state, NpgsqlDbType.Smallint);
        Bind(command, score, NpgsqlDbType.Smallint);
        Bind(command, matchCredit, NpgsqlDbType.Smallint);
        Bind(command, bidCredit, NpgsqlDbType.Smallint);
        Bind(command, owed, NpgsqlDbType.Boolean);
        Bind(command, runId, NpgsqlDbType.Text);
        Bind(command, because, NpgsqlDbType.Text);
        Bind(command, post, NpgsqlDbType.Text);
        return command;
    }

    private static void Bind<T>(NpgsqlCommand command, List<T> column, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
}
