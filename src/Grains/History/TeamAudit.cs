using Purser.Accounts;
using Purser.Teams;

namespace Purser.History;

/// <summary>
/// Recomputes a team from its entries in two ways, neither of which trusts the other: by adding up what each entry moves,
/// and by folding the entries into an account. Both are compared with the balance that every row recorded, and the account
/// at the end with what is served.
/// </summary>
internal sealed class TeamAudit(string teamId, TeamStatement served)
{
    private const int MostDifferences = 100;

    private readonly List<AuditDifference> differences = [];
    private readonly TeamAccount folded = new(teamId);
    private DateTimeOffset? cycleStart;
    private Credits total;
    private Credits pool;
    private Credits extra;
    private Credits used;
    private long entries;
    private bool broken;

    /// <param name="entry">The next entry.</param>
    /// <param name="recorded">What its row says that it moved.</param>
    public void Take(Entry entry, Movement? recorded)
    {
        entries++;
        Differ(entry.Seq, "movement", entry.Event.Movement, recorded);
        AddUp(entry, recorded);
        Compare(entry.Seq, "added up: ", new Balance(pool, used, total, extra, entry.Seq), entry.Balance);
        Fold(entry);
    }

    public AuditReport Report()
    {
        var balance = new Balance(
            served.Credits.Remaining, served.Credits.Used, served.Credits.Total, served.Credits.Extra, served.Credits.Version);
        if (!broken)
        {
            Compare(null, "served: ", folded.Balance, balance);
            Differ(null, "status", folded.Status, served.Credits.Status);
            Differ(null, "usedFromPool", folded.UsedFromPool, served.Credits.UsedFromPool);
            Differ(null, "usedFromExtra", folded.UsedFromExtra, served.Credits.UsedFromExtra);
            Differ(null, "members", folded.Members.Count, served.Members.Length);
            foreach (var member in served.Members)
            {
                Differ(null, $"members.{member.MemberId}.used", folded.Members.GetValueOrDefault(member.MemberId)?.Used, member.Used);
            }
        }

        return new AuditReport(
            teamId, differences.Count == 0, entries, balance.Version, balance, broken ? null : folded.Balance, [.. differences]);
    }

    private void AddUp(Entry entry, Movement? recorded)
    {
        if (entry.Event is TeamEvent.CycleStarted or TeamEvent.SpendingEnded)
        {
            (cycleStart, total, pool, used) = (entry.CycleStart, Credits.Zero, Credits.Zero, Credits.Zero);
        }

        var amount = recorded?.Amount ?? Credits.Zero;
        var ofThisCycle = entry.CycleStart == cycleStart;
        switch (recorded?.Bucket)
        {
            case Bucket.Extra:
                extra += amount;
                break;
            case Bucket.Pool when ofThisCycle:
                pool += amount;
                break;
        }

        if (entry.Event is TeamEvent.Debited or TeamEvent.Reversed && ofThisCycle)
        {
            used -= amount;
        }

        total += entry.Event is TeamEvent.CycleStarted or TeamEvent.SubscriptionChanged ? amount : Credits.Zero;
    }

    private void Fold(Entry entry)
    {
        if (broken)
        {
            return;
        }

        try
        {
            folded.Replay(entry);
            Compare(entry.Seq, "folded: ", folded.Balance, entry.Balance);
        }
        catch (Exception failure) when (failure is AccountBrokenException or KeyNotFoundException)
        {
            broken = true;
            Differ(entry.Seq, "entry", "one that follows", failure.Message);
        }
    }

    private void Compare(long? entryId, string how, Balance expected, Balance actual)
    {
        if (expected == actual)
        {
            return;
        }

        Differ(entryId, how + "remaining", expected.Remaining, actual.Remaining);
        Differ(entryId, how + "used", expected.Used, actual.Used);
        Differ(entryId, how + "total", expected.Total, actual.Total);
        Differ(entryId, how + "extra", expected.Extra, actual.Extra);
        Differ(entryId, how + "version", expected.Version, actual.Version);
    }

    private void Differ<T>(long? entryId, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual) && differences.Count < MostDifferences)
        {
            differences.Add(new AuditDifference(entryId, what, $"{expected}", $"{actual}"));
        }
    }
}
