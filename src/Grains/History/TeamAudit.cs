using Purser.Accounts;
using Purser.Teams;

namespace Purser.History;

/// <summary>
/// Recomputes a team from its entries in two ways, neither of which trusts the other: by adding up what each entry moves,
/// and by folding the entries into an account. Both are compared with the balance that every row recorded, and the account
/// at the end with what is served.
/// </summary>
/// <param name="teamId">The team.</param>
/// <param name="served">What is served; null where the ledger is too damaged to serve the team at all.</param>
internal sealed class TeamAudit(TeamId teamId, TeamStatement? served)
{
    private const int MostDifferences = 100;

    private readonly List<AuditDifference> differences = [];
    private readonly TeamAccount folded = new(teamId);
    private readonly Dictionary<DateTimeOffset, (Credits FromPool, Credits FromExtra)> left = [];
    private DateTimeOffset? cycleStart;
    private Credits total;
    private Credits pool;
    private Credits extra;
    private Credits used;
    private long entries;
    private long lastSeq;
    private bool broken;

    /// <param name="entry">The next entry.</param>
    /// <param name="recorded">What its row says that it moved.</param>
    public void Take(Entry entry, Movement? recorded)
    {
        entries++;
        lastSeq = entry.Seq;
        Differ(entry.Seq, "movement", entry.Event.Movement, recorded);
        AddUp(entry, recorded);
        Compare(entry.Seq, "added up: ", new Balance(pool, used, total, extra, entry.Seq), entry.Balance);
        Fold(entry);
    }

    /// <summary>What follows cannot even be read.</summary>
    public void Break(string why)
    {
        broken = true;
        Differ(lastSeq + 1, "entry", "one that can be read", why);
    }

    public AuditReport Report()
    {
        Balance? balance = served is null ? null : CompareServed(served);
        return new AuditReport(
            teamId,
            served is not null && differences.Count == 0,
            entries,
            balance?.Version ?? lastSeq,
            balance,
            broken ? null : folded.Balance,
            [.. differences]);
    }

    private Balance CompareServed(TeamStatement statement)
    {
        var credits = statement.Credits;
        var balance = new Balance(credits.Remaining, credits.Used, credits.Total, credits.Extra, credits.Version);
        if (!broken)
        {
            Compare(null, "served: ", folded.Balance, balance);
            Differ(null, "status", folded.Status, credits.Status);
            Differ(null, "usedFromPool", folded.UsedFromPool, credits.UsedFromPool);
            Differ(null, "usedFromExtra", folded.UsedFromExtra, credits.UsedFromExtra);
            Differ(null, "held", folded.Holds.Count, credits.Held.Count);
            Differ(null, "automation.used", folded.AutoBidFromPool, credits.Automation?.Used);
            Differ(null, "members", folded.Members.Count, statement.Members.Length);
            foreach (var member in statement.Members)
            {
                Differ(null, $"members.{member.MemberId}.used", folded.Members.GetValueOrDefault(member.MemberId)?.Used, member.Used);
            }
        }

        return balance;
    }

    private void AddUp(Entry entry, Movement? recorded)
    {
        if (entry.Event is TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted or TeamEvent.SpendingEnded)
        {
            Leave();
            (cycleStart, total, pool, used) = (entry.CycleStart, Credits.Zero, Credits.Zero, Credits.Zero);
        }
        else if (entry.Event is TeamEvent.CycleEntered entered)
        {
            Leave();
            Enter(entered, entry);
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

        total += entry.Event is TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted or TeamEvent.SubscriptionChanged
            ? amount : Credits.Zero;
    }

    private void Leave()
    {
        if (cycleStart is { } start)
        {
            left[start] = (total - pool, used - (total - pool));
        }
    }

    /// <summary>A cycle that is entered again goes on where it was left.</summary>
    private void Enter(TeamEvent.CycleEntered entered, Entry entry)
    {
        var carried = left.GetValueOrDefault(entry.CycleStart);
        Differ(entry.Seq, "carried", carried, (entered.FromPool, entered.FromExtra));
        (cycleStart, total, pool, used) = (entry.CycleStart, entered.Allowance, Credits.Zero, carried.FromPool + carried.FromExtra);
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
        catch (AccountBrokenException failure)
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
