using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>The time before the team came here, told a part at a time. A part is one append: all of it is imported, or nothing.</summary>
internal sealed partial class TeamGrain
{
    /// <inheritdoc />
    public async Task<PastOutcome> TellPast(PastBatch batch)
    {
        Arguments.Check(batch);
        var keys = Array.ConvertAll(batch.Debits, static debit => debit.Key ?? KeyOf(debit));
        while (true)
        {
            var current = await CurrentJournalAsync();
            var (isThere, asOf, queued) = LookBeforeTelling(current);
            if (!await current.IsCurrentAsync(queued))
            {
                continue;
            }

            if (!isThere)
            {
                ForgetAbsentTeam();
                return new PastOutcome.NoSuchTeam();
            }

            var known = await journals.LongReader.FindByKeysAsync(TeamId, keys);
            var isOver = current.Look(static account => account.Past) is { } past ? past.IsOver : await journals.LongReader.HasUsageAsync(TeamId);
            if (Tell(current, asOf, batch, keys, known, isOver, out queued) is { } outcome && await current.CommitAsync(queued))
            {
                SnapshotWhenDue();
                return outcome;
            }
        }
    }

    private static (bool IsThere, long AsOf, TeamJournal.Queued Queued) LookBeforeTelling(TeamJournal current)
    {
        lock (current.Gate)
        {
            var isThere = current.Account.Opening is not null;
            if (isThere)
            {
                current.EnsureRoom(MostEventsAtOnce);
                current.PassTime();
            }

            return (isThere, current.Account.Version, current.Queue());
        }
    }

    /// <summary>Decides and records, in the gate; null where the team has changed since its table was read.</summary>
    private static PastOutcome.Told? Tell(
        TeamJournal current, long asOf, PastBatch batch, string[] keys, Dictionary<string, Entry> known, bool isOver, out TeamJournal.Queued queued)
    {
        lock (current.Gate)
        {
            current.EnsureRoom(MostEventsAtOnce);
            var now = current.PassTime();
            PastOutcome.Told? told = null;
            if (current.Account.Version == asOf)
            {
                var telling = new TellingPast(current.Account, now, batch.Trial ?? PastTrial.Start);
                told = new PastOutcome.Told(Judge(telling, batch.Debits, keys, known, isOver), batch.Trial is null ? null : telling.Trial);
                if (batch.Trial is null)
                {
                    var events = telling.Events();
                    current.EnsureRoom(events.Count);
                    foreach (var (happened, at, key) in events)
                    {
                        current.Record(happened, at, key);
                    }

                    current.NotePastTold(batch.IsLast);
                }
            }

            queued = current.Queue();
            return told;
        }
    }

    private static PastVerdict[] Judge(TellingPast telling, PastDebit[] debits, string[] keys, Dictionary<string, Entry> known, bool isOver)
    {
        var verdicts = new PastVerdict[debits.Length];
        var taken = new Dictionary<string, PastDebit>(StringComparer.Ordinal);
        for (var at = 0; at < debits.Length; at++)
        {
            var (debit, key) = (debits[at], keys[at]);
            verdicts[at] = known.TryGetValue(key, out var entry) ? IsOf(debit, entry) ? PastVerdict.Known : PastVerdict.KeyReused
                : taken.TryGetValue(key, out var same) ? IsSame(debit, same) ? PastVerdict.Known : PastVerdict.KeyReused
                : isOver ? PastVerdict.PastIsOver
                : telling.Take(debit, key);
            if (verdicts[at] is PastVerdict.Imported)
            {
                taken.Add(key, debit);
            }
        }

        return verdicts;
    }

    /// <summary>Whether an entry is what a debit of before has become, or the very debit, which was made here.</summary>
    private static bool IsOf(PastDebit debit, Entry entry) =>
        entry.Event is TeamEvent.Debited debited
        && IsSame(debit, new PastDebit(
            debited.Imported ? entry.At : debit.At, debited.MemberId, debited.Action, debited.JobId, debited.Regeneration, debit.Key, debit.Repetition));

    private static bool IsSame(PastDebit one, PastDebit other) =>
        one with { At = TeamAccount.WholeMicroseconds(one.At) } == other with { At = TeamAccount.WholeMicroseconds(other.At) };

    /// <summary>The key of a debit that came without one: what it says, and which of those that say the same it is.</summary>
    private static string KeyOf(PastDebit debit)
    {
        var says = string.Create(
            CultureInfo.InvariantCulture,
            $"{TeamAccount.WholeMicroseconds(debit.At).UtcTicks}/{debit.MemberId}/{(int)debit.Action}/{debit.JobId}/{debit.Regeneration}/{debit.Repetition}");
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(says)));
        return OwnKeys.Of("past:" + Convert.ToHexStringLower(hash));
    }
}
