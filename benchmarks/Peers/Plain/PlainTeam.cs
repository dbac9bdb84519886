namespace Purser.Peers.Plain;

/// <summary>
/// A team as the Orleans tutorials would write it: change the state, write the state, answer. No ledger, and only the
/// latest keys are remembered, because all of the state is written on every debit.
/// </summary>
internal sealed class PlainTeam(
    [PersistentState("team")] IPersistentState<PlainTeamState> team,
    TimeProvider clock) : Grain, IPlainTeam
{
    private const int KeysRemembered = 32;

    public async Task OpenAsync(long allowance)
    {
        if (!team.RecordExists)
        {
            team.State.Pool = team.State.Allowance = allowance;
            await team.WriteStateAsync();
        }
    }

    public async Task<Outcome> DebitAsync(string key, DebitRequest request)
    {
        var state = team.State;
        if (state.Recent.Find(debit => string.Equals(debit.Key, key, StringComparison.Ordinal)) is { } original)
        {
            return original.Request == request ? new Outcome.Replayed(original.Posting) : new Outcome.KeyReused();
        }

        if (state.Pool < 1 && state.Extra < 1)
        {
            return new Outcome.Exhausted();
        }

        var bucket = state.Pool >= 1 ? "pool" : "extra";
        if (bucket is "pool")
        {
            state.Pool--;
        }
        else
        {
            state.Extra--;
        }

        state.Version++;
        var posting = new Posting(
            state.Version, bucket, state.Pool, state.Extra, state.Allowance, clock.GetUtcNow());
        if (state.Recent.Count == KeysRemembered)
        {
            state.Recent.RemoveAt(0);
        }

        state.Recent.Add(new PlainDebit(key, request, posting));
        await team.WriteStateAsync();
        return new Outcome.Debited(posting);
    }
}

[GenerateSerializer]
internal sealed class PlainTeamState
{
    [Id(0)]
    public long Pool { get; set; }

    [Id(1)]
    public long Extra { get; set; }

    [Id(2)]
    public long Allowance { get; set; }

    [Id(3)]
    public long Version { get; set; }

    [Id(4)]
    public List<PlainDebit> Recent { get; set; } = [];
}

[GenerateSerializer, Immutable]
internal sealed record PlainDebit(
    [property: Id(0)] string Key,
    [property: Id(1)] DebitRequest Request,
    [property: Id(2)] Posting Posting);
