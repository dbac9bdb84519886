using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>
/// A team's account and all its entries in memory: what the grain and the ledger do together, without either.
/// Tests tell their stories with it.
/// </summary>
internal sealed class TeamBook
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    private readonly Dictionary<string, Entry> byKey = new(StringComparer.Ordinal);
    private readonly HashSet<long> reversed = [];

    private TeamBook(OpenTeam request, Catalog? catalog = null)
    {
        foreach (var happened in Opening.Decide(request, catalog ?? new Catalog(), Now)!)
        {
            Append(happened);
        }
    }

    public TeamAccount Account { get; } = new("acme");

    public List<Entry> Entries { get; } = [];

    public DateTimeOffset Now { get; private set; } = Start;

    public static TeamBook Subscribed(string plan = "lite", int seats = 3, DateTimeOffset? anchor = null) =>
        new(new OpenTeam("Acme", "UTC", new TeamOwner("olga", "Olga"), new SubscriptionTerms(plan, seats, anchor)));

    /// <summary>A subscribed team with a small pool, so that it runs dry within a test.</summary>
    public static TeamBook WithPool(int credits)
    {
        var catalog = new Catalog();
        catalog.Plans["tiny"] = new CatalogPlan { CreditsPerSeat = credits };
        return new TeamBook(
            new OpenTeam("Acme", "UTC", new TeamOwner("olga", "Olga"), new SubscriptionTerms("tiny", 1, Anchor: null)), catalog);
    }

    public static TeamBook InTrial() => new(new OpenTeam("Acme", "UTC", new TeamOwner("olga", "Olga"), Subscription: null));

    public void PassTime(TimeSpan by)
    {
        Now += by;
        while (PassingOfTime.Due(Account, Account.Now(Now)) is { } due)
        {
            Append(due);
        }
    }

    public DebitDecision Debit(string member = "olga", AiAction action = AiAction.CoverLetter, string? key = null)
    {
        var request = new DebitRequest(key ?? $"key-{Entries.Count}", member, action);
        if (byKey.TryGetValue(request.Key, out var first))
        {
            return new DebitDecision.Take((TeamEvent.Debited)first.Event);
        }

        var decision = Debiting.Decide(Account, request);
        if (decision is DebitDecision.Take take)
        {
            byKey[request.Key] = Append(take.Event, request.Key);
        }

        return decision;
    }

    public Bucket? Spend(string member = "olga") => (Debit(member) as DebitDecision.Take)?.Event.Bucket;

    public Refusal Refused(string member = "olga") =>
        Assert.IsType<DebitDecision.Refuse>(Debit(member)).Refusal;

    public TeamEvent.Reversed? Reverse(Entry debit)
    {
        if (!reversed.Add(debit.Seq))
        {
            return null;
        }

        var happened = Reversing.Decide(Account, debit, note: null);
        Append(happened);
        return happened;
    }

    public void Grant(long credits) => Append(new TeamEvent.ExtraGranted(new Credits(credits), "goodwill"));

    public MemberOutcome? Put(string member, MemberRole role = MemberRole.Member, BudgetRule budget = default) =>
        Decided(Membership.Put(Account, new MemberTerms(member, member, role, budget)));

    public MemberOutcome? Remove(string member) => Decided(Membership.Remove(Account, member));

    public MemberOutcome? MakeOwner(string member) => Decided(Membership.MakeOwner(Account, member));

    public void SetTeamBudget(long? budget) =>
        Append(new TeamEvent.TeamBudgetSet(budget is { } cap ? new Credits(cap) : null));

    public void SetSeats(int seats) =>
        Append(Subscribing.Change(Account, Account.Subscription! with { Seats = seats }));

    public void Cancel() =>
        Append(Subscribing.Change(Account, Account.Subscription! with { EndsWithCycle = true }));

    public void PaymentIs(bool overdue) => Append(new TeamEvent.PaymentChanged(overdue));

    private MemberOutcome? Decided(MemberDecision decision)
    {
        if (decision is MemberDecision.Change { Event: { } happened })
        {
            Append(happened);
        }

        return (decision as MemberDecision.Refuse)?.Outcome;
    }

    private Entry Append(TeamEvent happened, string? key = null)
    {
        var entry = Account.Append(happened, Account.Now(Now), key);
        Entries.Add(entry);
        return entry;
    }
}
