using StackExchange.Redis;

namespace Purser.Peers.Redis;

/// <summary>
/// One Lua script per debit: atomic, one round trip. A stream is the ledger, a key per request makes it idempotent.
/// The multiplexer pipelines concurrent calls onto one connection, so that they share Redis' flush.
/// </summary>
internal sealed class RedisBooks(IDatabase redis, DebitScript script, TimeProvider clock) : IBooks
{
    public Task OpenAsync(string teamId, long allowance) => redis.HashSetAsync(
        Team(teamId),
        [new("pool", allowance), new("extra", 0), new("allowance", allowance), new("version", 0)]);

    public async Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var answer = (string)(await redis.ScriptEvaluateAsync(
            script.Hash,
            [Team(teamId), $"key:{{{teamId}}}:{key}", $"ledger:{{{teamId}}}"],
            [request.MemberId, request.Action, request.JobId ?? "", request.Regeneration, now]))!;
        return answer[0] switch
        {
            '+' => new Outcome.Debited(Read(answer[1..].Split('|'))),
            '=' => Repeated(answer[1..].Split('|'), request),
            _ => new Outcome.Exhausted(),
        };
    }

    // The braces put a team's keys on one node, should this ever be a Redis cluster.
    private static RedisKey Team(string teamId) => $"team:{{{teamId}}}";

    private static Outcome Repeated(string[] posting, DebitRequest request)
    {
        var original = new DebitRequest(
            posting[6],
            posting[7],
            posting[8].Length == 0 ? null : posting[8],
            posting[9] is "1");
        return original == request ? new Outcome.Replayed(Read(posting)) : new Outcome.KeyReused();
    }

    private static Posting Read(string[] posting) => new(
        long.Parse(posting[0]),
        posting[1],
        long.Parse(posting[2]),
        long.Parse(posting[3]),
        long.Parse(posting[4]),
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(posting[5])));
}
