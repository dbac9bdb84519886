using Purser.Alerts;
using Purser.Teams;

namespace Purser.Accounts;

/// <summary>
/// A team's credits: the fold of its entries. It decides nothing and knows no clock; decisions are in
/// <c>Decisions/</c> and read it. Not safe for use from several threads: whoever
/// uses it holds its journal's gate.
/// </summary>
public sealed partial class TeamAccount(TeamId teamId)
{
    private readonly Dictionary<MemberId, MemberAccount> members = [];
    private readonly Dictionary<string, Purchase> purchases = new(StringComparer.Ordinal);

    /// <summary>The team's id.</summary>
    public TeamId TeamId { get; } = teamId;

    /// <summary>The last entry's sequence number; 0 when there is none.</summary>
    public long Version { get; private set; }

    /// <summary>The last entry's time: time never runs backwards within a team, but where its past is told.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>The last entry that changed what stands beside the ledger: the team among the others, and what people are called.</summary>
    public long ListedBy { get; private set; }

    /// <summary>The request that opened the team; null when there is no such team.</summary>
    public OpeningTerms? Opening { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>What the team is called; empty when there is no such team.</summary>
    public string Name { get; private set; } = "";

    /// <summary>IANA name: whose days the team counts in.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>When the team was closed, for good; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Whether something of a closed team may still cost money at Stripe.</summary>
    public bool IsStripeToBeTold { get; private set; }

    /// <summary>Whether, and from what, the team may spend.</summary>
    public TeamStatus Status { get; private set; }

    /// <summary>The trial, while the team has no subscription.</summary>
    public Trial? Trial { get; private set; }

    /// <summary>The subscription, if there is or was one.</summary>
    public Subscription? Subscription { get; private set; }

    /// <summary>The cycle the pool is for.</summary>
    public Cycle Cycle { get; private set; } = new(DateTimeOffset.UnixEpoch, null);

    /// <summary>The allowance of this cycle.</summary>
    public Credits Total { get; private set; }

    /// <summary>Debits of this cycle from the pool, less reversals.</summary>
    public Credits UsedFromPool { get; private set; }

    /// <summary>Debits of this cycle from extra, less reversals.</summary>
    public Credits UsedFromExtra { get; private set; }

    /// <summary>What is left of the pool: by construction the allowance less what was used.</summary>
    public Credits Remaining => Total - UsedFromPool;

    /// <summary>What the pool has to give at this moment: a frozen one has nothing.</summary>
    public Credits PoolToSpend => Status is TeamStatus.PastDue ? Credits.Zero : Remaining;

    /// <summary>The extra bucket.</summary>
    public Credits Extra { get; private set; }

    /// <summary>The budget of members without one of their own; null = none.</summary>
    public Credits? Budget { get; private set; }

    /// <summary>What Auto Bid may take from the pool in a cycle; null = as much as there is.</summary>
    public AutomationBudget? AutomationBudget { get; private set; }

    /// <summary>What that comes to in this cycle, in whole credits.</summary>
    public Credits? AutomationCap => AutomationBudget switch
    {
        null => null,
        { Credits: { } credits } => credits,
        var share => new Credits(Total.Count * share.Percent!.Value / 100),
    };

    /// <summary>Of what the team wants to be told.</summary>
    public AlertTerms Alerts { get; private set; } = AlertTerms.Default;

    /// <summary>The pool's debits of this cycle that were Auto Bid's, less reversals.</summary>
    public Credits AutoBidFromPool { get; private set; }

    /// <summary>Everyone who is or was a member, by id.</summary>
    public IReadOnlyDictionary<MemberId, MemberAccount> Members => members;

    /// <summary>Packs that were bought, by the purchase's id.</summary>
    public IReadOnlyDictionary<string, Purchase> Purchases => purchases;

    /// <summary>Debits that give themselves back unless they are confirmed in time.</summary>
    public OpenHolds Holds { get; } = new();

    /// <summary>Who the team is to Stripe; null when nobody.</summary>
    public StripeLink? Stripe { get; private set; }

    /// <summary>Until when Stripe said that the subscription is paid; null where Stripe was never heard on it.</summary>
    public PaidPeriod? Paid { get; private set; }

    /// <summary>When packs are bought by themselves; null = never.</summary>
    public AutoTopUpTerms? AutoTopUp { get; private set; }

    /// <summary>Automatic purchases started in this cycle, failed ones included.</summary>
    public int AutoTopUpsThisCycle { get; private set; }

    /// <summary>The automatic purchase under way.</summary>
    public AutoTopUpAttempt? AutoTopUpInFlight { get; private set; }

    /// <summary>Why the last automatic purchase failed; null when it did not.</summary>
    public string? AutoTopUpFailure { get; private set; }

    /// <summary>When an automatic purchase last failed: the next one waits a while, restarts or not.</summary>
    public DateTimeOffset? AutoTopUpFailedAt { get; private set; }

    /// <summary>Why automatic purchases were switched off by something other than the owner's wish; null when they were not.</summary>
    public string? AutoTopUpStopped { get; private set; }

    /// <summary>What was told of the time before the team came here; null when nothing was.</summary>
    public ToldPast? Past { get; private set; }

    /// <summary>How many members are active: each takes a seat.</summary>
    public int ActiveMembers { get; private set; }

    /// <summary>The numbers right after the last entry.</summary>
    public Balance Balance => new(Remaining, UsedFromPool + UsedFromExtra, Total, Extra, Version);

    /// <summary>What time it is for this team: the clock, but never before its last entry; whole microseconds.</summary>
    public DateTimeOffset Now(DateTimeOffset clock)
    {
        var now = WholeMicroseconds(clock);
        return now > LastAt ? now : LastAt;
    }

    /// <summary>An instant as the ledger keeps it: UTC, in whole microseconds.</summary>
    public static DateTimeOffset WholeMicroseconds(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>
    /// A start for a cycle that follows this one. A cycle is known by its start, so it must be later than this one's: what was
    /// asked for, else now, else the next instant there is.
    /// </summary>
    public DateTimeOffset StartAfterCycle(DateTimeOffset wanted, DateTimeOffset now)
    {
        var start = wanted > Cycle.Start ? wanted : now;
        return start > Cycle.Start ? start : Cycle.Start.AddMicroseconds(1);
    }

    /// <summary>Takes a decided event in as the next entry.</summary>
    /// <exception cref="AccountBrokenException">It would make a bucket negative: a defect in a decision.</exception>
    public Entry Append(TeamEvent happened, DateTimeOffset now, string? key = null)
    {
        LastAt = now;
        Fold(happened);
        Version++;
        var cycleStart = happened is TeamEvent.Reversed reversed ? reversed.DebitCycleStart : Cycle.Start;
        return new Entry(now, cycleStart, happened, key, Balance);
    }

    /// <summary>Takes an entry of the ledger in again. The same entries always give the same account.</summary>
    /// <exception cref="AccountBrokenException">The entry is not the next one.</exception>
    public void Replay(Entry entry)
    {
        if (entry.Seq != Version + 1)
        {
            throw new AccountBrokenException($"Entry {entry.Seq} of team {TeamId} cannot follow entry {Version}.");
        }

        LastAt = entry.At;
        try
        {
            Fold(entry.Event);
        }
        catch (KeyNotFoundException stranger)
        {
            throw new AccountBrokenException($"Entry {entry.Seq} of team {TeamId} is about somebody or something that it does not have.", stranger);
        }

        Version = entry.Seq;
    }

    /// <summary>The account as of now, to start a later replay from.</summary>
    public TeamSnapshot ToSnapshot() => new(
        TeamId, Version, LastAt, Opening, Status, Trial, Subscription, Cycle, Total, UsedFromPool, UsedFromExtra, Extra, Budget,
        Stripe, AutoTopUp, AutoTopUpsThisCycle, AutoTopUpInFlight, AutoTopUpFailure,
        [.. members.Values.Select(member => new MemberSnapshot(member.Terms, member.Status, [.. member.UsedByAction]))],
        [.. purchases.Values.Select(purchase => purchase.ToSnapshot())],
        Paid,
        AutoTopUpFailedAt,
        AutoTopUpStopped,
        [.. Holds.All],
        AutomationBudget,
        AutoBidFromPool,
        OpenedAt,
        Name,
        TimeZone,
        ClosedAt,
        IsStripeToBeTold,
        Past,
        ListedBy,
        Alerts);

    /// <summary>The account a snapshot was taken of.</summary>
    public static TeamAccount FromSnapshot(TeamSnapshot snapshot)
    {
        var team = new TeamAccount(snapshot.TeamId)
        {
            Version = snapshot.Version,
            LastAt = snapshot.LastAt,
            Opening = snapshot.Opening,
            Status = snapshot.Status,
            Trial = snapshot.Trial,
            Subscription = snapshot.Subscription,
            Cycle = snapshot.Cycle,
            Total = snapshot.Total,
            UsedFromPool = snapshot.UsedFromPool,
            UsedFromExtra = snapshot.UsedFromExtra,
            Extra = snapshot.Extra,
            Budget = snapshot.Budget,
            Stripe = snapshot.Stripe,
            AutoTopUp = snapshot.AutoTopUp,
            AutoTopUpsThisCycle = snapshot.AutoTopUpsThisCycle,
            AutoTopUpInFlight = snapshot.AutoTopUpInFlight,
            AutoTopUpFailure = snapshot.AutoTopUpFailure,
            AutoTopUpFailedAt = snapshot.AutoTopUpFailedAt,
            AutoTopUpStopped = snapshot.AutoTopUpStopped,
            Paid = snapshot.Paid,
            AutomationBudget = snapshot.AutomationBudget,
            AutoBidFromPool = snapshot.AutoBidFromPool!.Value,
            OpenedAt = snapshot.OpenedAt!.Value,
            Name = snapshot.Name ?? snapshot.Opening?.Name ?? "",
            TimeZone = snapshot.TimeZone ?? snapshot.Opening?.TimeZone ?? "UTC",
            ClosedAt = snapshot.ClosedAt,
            IsStripeToBeTold = snapshot.IsStripeToBeTold,
            Past = snapshot.Past,
            Alerts = snapshot.Alerts ?? AlertTerms.Default,
            ListedBy = snapshot.ListedBy ?? snapshot.Version,
            ActiveMembers = snapshot.Members.Count(member => member.Status == MemberStatus.Active),
        };
        foreach (var member in snapshot.Members)
        {
            team.members.Add(member.Terms.MemberId, MemberAccount.FromSnapshot(member));
        }

        foreach (var purchase in snapshot.Purchases)
        {
            team.purchases.Add(purchase.Terms.Id, Purchase.FromSnapshot(purchase));
        }

        foreach (var hold in snapshot.Holds ?? [])
        {
            team.Holds.Open(hold);
        }

        return team;
    }
}
