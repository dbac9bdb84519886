using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>What those see who follow it: a debit is an entry, and so is whatever else counted its version up.</summary>
internal sealed partial class FakeTeam
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int followers;

    /// <summary>How many questions wait for a change.</summary>
    public int Followers => Volatile.Read(ref followers);

    public async Task<TeamCredits?> GetCreditsAfter(long known, TimeSpan patience)
    {
        Interlocked.Increment(ref followers);
        try
        {
            // A change is what the tests wait for: patience never ends here, but for what may never come it is not there at all.
            for (var change = ChangeAsync(); opened is not null && Failure is null && version == known; change = ChangeAsync())
            {
                await change;
            }
        }
        finally
        {
            Interlocked.Decrement(ref followers);
        }

        return await GetCredits();
    }

    public Task<LedgerEntry[]> GetEntriesAfter(EntriesAfterQuery query) => CallAsync(() => Enumerable.Range(1, (int)version)
        .Where(seq => seq > query.After && seq <= query.UpTo).Take(query.Limit).Select(seq => Entry(seq)).ToArray());

    /// <summary>Lets those who wait look again.</summary>
    public void WakeFollowers()
    {
        lock (gate)
        {
            TellFollowers();
        }
    }

    private Task ChangeAsync()
    {
        lock (gate)
        {
            return changed.Task;
        }
    }

    private void TellFollowers()
    {
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private LedgerEntry Entry(long seq)
    {
        var debit = usage.Find(item => item.EntryId == seq);
        return new LedgerEntry(
            seq, Start.AddSeconds(seq), debit is null ? "paymentchanged" : "debited", debit?.Bucket, debit?.Amount ?? Credits.Zero, Start,
            debit is null ? null : new LedgerDebit(debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, debit.Reverses), Detail: null, Balance);
    }
}
