using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Purser.History.Blocks;
using Purser.Ledger;

namespace Purser.History;

/// <summary>Blocks in their table. They are made from the ledger alone: what is not there is made again.</summary>
internal sealed class BlockStore([FromKeyedServices(HistoryGrain.Reader)] LedgerReader reader, LedgerDatabase database)
{
    /// <summary>How the columns are written. Another way of writing has another number.</summary>
    private const short Format = 2;

    private const string Heads =
        "SELECT block, first_at, last_at, earliest_debit, purposes, words, turns FROM purser.usage_block "
        + "WHERE team_id = $1 AND format = $2 ORDER BY block";

    private const string Columns =
        "SELECT block, first_at, entries FROM purser.usage_block WHERE team_id = $1 AND format = $2 AND block = ANY($3)";

    private const string ColumnsAndJobs =
        "SELECT block, first_at, entries, jobs FROM purser.usage_block WHERE team_id = $1 AND format = $2 AND block = ANY($3)";

    private const string Insert =
        "INSERT INTO purser.usage_block (team_id, format, block, first_at, last_at, earliest_debit, purposes, words, turns, entries, jobs) "
        + "SELECT $1, $2, * FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";

    private const string Delete = "DELETE FROM purser.usage_block WHERE team_id = $1 AND format = $2";

    /// <summary>The heads of a team's blocks from the first on, as far as there is no gap.</summary>
    public async Task<List<BlockHead>> HeadsAsync(TeamId teamId)
    {
        List<BlockHead> heads = [];
        await foreach (var head in reader.QueryAsync(Heads, [LedgerReader.Parameter(teamId), LedgerReader.Parameter(Format)], Head))
        {
            if (head.Number != heads.Count)
            {
                break;
            }

            heads.Add(head);
        }

        return heads;
    }

    /// <summary>The columns of some blocks, with their numbers, in any order.</summary>
    public IAsyncEnumerable<UsageBlock> ColumnsAsync(TeamId teamId, long[] numbers, bool withJobs) => reader.QueryAsync(
        withJobs ? ColumnsAndJobs : Columns,
        [LedgerReader.Parameter(teamId), LedgerReader.Parameter(Format), LedgerReader.Parameter(numbers)],
        row => UsageBlock.Read(
            (row.GetInt64(0) * UsageBlock.Size) + 1, UsageLines.Microseconds(row, 1), row.GetFieldValue<byte[]>(2), withJobs ? row.GetFieldValue<byte[]>(3) : null));

    /// <summary>Keeps blocks. Another silo may have done the same meanwhile: it made the same of the same entries.</summary>
    public Task AddAsync(TeamId teamId, IReadOnlyList<BuiltBlock> blocks)
    {
        return ExecuteAsync(
            Insert,
            LedgerReader.Parameter(teamId),
            LedgerReader.Parameter(Format),
            Column(block => block.Head.Number),
            Column(block => Instant(block.Head.FirstAt)),
            Column(block => Instant(block.Head.LastAt)),
            Column(block => block.Head.EarliestDebit == long.MaxValue ? (long?)null : block.Head.EarliestDebit),
            Column(block => unchecked((long)block.Head.Purposes)),
            Column(block => block.Head.Words),
            Column(block => Write(block.Head)),
            Column(block => block.Entries),
            Column(block => block.JobIds));

        NpgsqlParameter<T[]> Column<T>(Func<BuiltBlock, T> of) => LedgerReader.Parameter(blocks.Select(of).ToArray());
    }

    /// <summary>Forgets a team's blocks: they are of a ledger that is no more.</summary>
    public Task ForgetAsync(TeamId teamId) =>
        ExecuteAsync(Delete, LedgerReader.Parameter(teamId), LedgerReader.Parameter(Format));

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var command = database.History.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException failure)
        {
            throw LedgerReader.Unavailable(failure);
        }
    }

    private static BlockHead Head(NpgsqlDataReader row)
    {
        var number = row.GetInt64(0);
        return new BlockHead(
            number,
            UsageLines.Microseconds(row, 1),
            UsageLines.Microseconds(row, 2),
            row.IsDBNull(3) ? long.MaxValue : row.GetInt64(3),
            unchecked((ulong)row.GetInt64(4)),
            row.GetFieldValue<byte[]>(5),
            row.IsDBNull(6) ? [] : Turns(number, row.GetFieldValue<byte[]>(6)));
    }

    private static byte[]? Write(BlockHead head)
    {
        if (head.Turns.Length == 0)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>();
        foreach (var turn in head.Turns)
        {
            output.Write(turn.Seq - head.First);
            output.Write(turn.Kind);
            output.Write(turn.CycleStart);
        }

        return output.WrittenSpan.ToArray();
    }

    private static Turn[] Turns(long number, ReadOnlySpan<byte> input)
    {
        List<Turn> turns = [];
        while (!input.IsEmpty)
        {
            var seq = (number * UsageBlock.Size) + 1 + StoredBytes.Number(ref input);
            turns.Add(new Turn(seq, (short)StoredBytes.Number(ref input), StoredBytes.Number(ref input)));
        }

        return [.. turns];
    }

    private static DateTime Instant(long microseconds) => DateTime.UnixEpoch.AddMicroseconds(microseconds);
}
