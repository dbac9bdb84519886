using Purser.Accounts;
using Purser.Accounts.Decisions;

namespace Purser.Teams;

/// <summary>
/// One call's keyed commands on their way to an answer: decide in order, commit once, and look up in the ledger only
/// those keys that may have been used before.
/// </summary>
/// <remarks>
/// A key that is not among the team's recent ones is taken for new, because it nearly always is; if it is not, the
/// ledger's unique key refuses the append and the run comes back here, this time looking every key up first. A refusal
/// is given only after its key was looked up too: a repeated request gets its first answer even when the pool is empty.
/// That a key was new when it was looked up says nothing about entries recorded since: two calls with one key that both
/// went by it would take each other's append down, again and again.
/// </remarks>
/// <param name="commands">In the order in which they are decided.</param>
/// <param name="currentJournal">The team's journal; a new one once that was lost.</param>
/// <param name="shared">What all journals share.</param>
/// <param name="keysAreDoubtful">Whether one of the keys was refused as used already: all are looked up first.</param>
internal sealed class KeyedRun(
    KeyedCommand[] commands, Func<ValueTask<TeamJournal>> currentJournal, TeamJournals shared, bool keysAreDoubtful = false)
{
    private readonly KeyedResult?[] results = new KeyedResult?[commands.Length];
    private readonly Dictionary<string, Finding> lookedUp = new(StringComparer.Ordinal);
    private bool everyKeyIsDoubtful = keysAreDoubtful;

    /// <summary>The team's numbers right after the last decision of this run.</summary>
    public Balance Balance { get; private set; }

    /// <summary>Runs the commands; null when there is no such team.</summary>
    public async Task<KeyedResult[]?> ResultsAsync()
    {
        while (Array.Exists(results, result => result is null))
        {
            var journal = await currentJournal();
            string[] doubtful = [];
            (List<int> Decided, List<int> Refused) batch = ([], []);
            bool isThere;
            long asOf;
            TeamJournal.Queued queued;
            lock (journal.Gate)
            {
                isThere = journal.Account.Opening is not null;
                asOf = journal.Account.Version;
                if (isThere && (doubtful = KeysToLookUp(journal)) is [])
                {
                    batch = Decide(journal);
                }

                queued = journal.Queue();
            }

            if (!isThere)
            {
                if (await journal.IsCurrentAsync(queued))
                {
                    return null;
                }
            }
            else if (doubtful is not [])
            {
                // One of them may be in flight: its outcome is awaited, then the table knows.
                await journal.CommitAsync(queued);
                await LookUpAsync(journal, asOf, doubtful);
            }
            else if (!await journal.CommitAsync(queued))
            {
                Forget([.. batch.Decided, .. batch.Refused]);
                everyKeyIsDoubtful = true;
            }
            else if (batch.Refused is not [] && !await ConfirmAsync(journal, batch.Refused))
            {
                Forget(batch.Refused);
            }
        }

        foreach (var result in results)
        {
            if (result is KeyedResult.Refused refused)
            {
                shared.Meter.Refused(refused.Refusal.Reason);
            }
            else if (result is KeyedResult.Done { Replayed: true })
            {
                shared.Meter.Replayed();
            }
        }

        return results!;
    }

    private string[] KeysToLookUp(TeamJournal journal)
    {
        HashSet<string>? doubtful = null;
        for (var at = 0; at < commands.Length; at++)
        {
            if (results[at] is null && IsDoubtful(journal, commands[at].Key))
            {
                (doubtful ??= new(StringComparer.Ordinal)).Add(commands[at].Key);
            }
        }

        return doubtful is null ? [] : [.. doubtful];
    }

    private bool IsDoubtful(TeamJournal journal, string key) => lookedUp.TryGetValue(key, out var finding)
        ? !finding.HoldsFor(journal, key)
        : everyKeyIsDoubtful || journal.LastUse(key) > 0;

    private async Task LookUpAsync(TeamJournal journal, long asOf, string[] keys)
    {
        var found = await shared.Reader.FindByKeysAsync(journal.TeamId, keys);
        foreach (var key in keys)
        {
            lookedUp[key] = new Finding(found.GetValueOrDefault(key), journal, asOf);
        }
    }

    /// <summary>Decides, in the gate.</summary>
    private (List<int> Decided, List<int> Refused) Decide(TeamJournal journal)
    {
        List<int> decided = [], refused = [];
        if (journal.IsPastBeingTold && Array.Exists(commands, static command => command.Spends))
        {
            throw new TeamBusyException($"The past of team {journal.TeamId} is being brought along; try again in a few seconds.");
        }

        journal.EnsureRoom(commands.Length + 1);
        var now = journal.PassTime();
        journal.EnsureRoomForHolds(commands.Count(command => command.Holds));
        for (var at = 0; at < commands.Length; at++)
        {
            if (results[at] is null)
            {
                results[at] = Decide(journal, commands[at], now);
                (results[at] is KeyedResult.Refused ? refused : decided).Add(at);
            }
        }

        Balance = journal.Account.Balance;
        return (decided, refused);
    }

    private KeyedResult Decide(TeamJournal journal, KeyedCommand command, DateTimeOffset now)
    {
        if (lookedUp.GetValueOrDefault(command.Key).Entry is { } used)
        {
            return Repeated(journal, command, used);
        }

        return command.Decide(journal.Account) switch
        {
            KeyedDecision.Happen happen => Record(journal, command, happen.Event, now),
            KeyedDecision.Refuse refuse => new KeyedResult.Refused(refuse.Refusal, journal.Account.Version),
            var other => throw new InvalidOperationException($"Unknown decision {other}."),
        };
    }

    private KeyedResult.Done Record(TeamJournal journal, KeyedCommand command, TeamEvent happened, DateTimeOffset now)
    {
        var entry = journal.Record(happened, now, command.Key);
        if (commands.Length > 1)
        {
            // The same key again within this call is a repetition of it.
            lookedUp[command.Key] = new Finding(entry, journal, entry.Seq);
        }

        return new KeyedResult.Done(entry, Replayed: false);
    }

    private static KeyedResult Repeated(TeamJournal journal, KeyedCommand command, Entry used) =>
        command.LedTo(used.Event)
            ? new KeyedResult.Done(used, Replayed: true)
            : new KeyedResult.KeyReused(journal.Look(static account => Debiting.Refusal(account, RefusalReason.IdempotencyKeyReused)));

    /// <summary>A refusal holds when its key had not been used by then and this activation is the one that writes.</summary>
    private async Task<bool> ConfirmAsync(TeamJournal journal, List<int> refused)
    {
        string[] keys =
        [
            .. refused.Select(at => commands[at].Key).Where(key => !lookedUp.ContainsKey(key)).Distinct(StringComparer.Ordinal),
        ];
        if (keys.Length > 0)
        {
            await LookUpAsync(journal, asOf: 0, keys);
        }

        foreach (var at in refused)
        {
            // An entry after the refusal does not make it wrong: the key was used for it only then.
            if (lookedUp.GetValueOrDefault(commands[at].Key).Entry is { } used
                && used.Seq <= ((KeyedResult.Refused)results[at]!).AtVersion)
            {
                results[at] = Repeated(journal, commands[at], used);
            }
        }

        return await journal.IsCurrentAsync(journal.Queue());
    }

    private void Forget(List<int> undecided)
    {
        foreach (var at in undecided)
        {
            results[at] = null;
            lookedUp.Remove(commands[at].Key);
        }
    }

    /// <summary>What the ledger said about a key: the entry it was used for, or null when it was new.</summary>
    /// <param name="Entry">The entry.</param>
    /// <param name="Journal">The journal that was open.</param>
    /// <param name="AsOf">Of its entries, those up to this one were durable or lost when the ledger was asked.</param>
    private readonly record struct Finding(Entry? Entry, TeamJournal Journal, long AsOf)
    {
        public bool HoldsFor(TeamJournal journal, string key) =>
            Entry is not null || (Journal == journal && journal.LastUse(key) <= AsOf);
    }
}
