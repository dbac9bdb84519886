using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Alerts;
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

    private TeamBook(TeamAccount account, DateTimeOffset now) => (Account, Now) = (account, now);

    private TeamBook(SubscriptionTerms? subscription, int tiny, DateTimeOffset? now)
    {
        Now = now ?? Start;
        Catalog.Plans["tiny"] = new CatalogPlan { CreditsPerSeat = tiny };
        var request = new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), subscription);
        Append(Opening.Decide(request, Catalog, Account.Now(Now))!);
    }

    /// <summary>The default one, and a plan <c>tiny</c> whose pool runs dry within a test.</summary>
    public Catalog Catalog { get; } = new();

    public TeamAccount Account { get; } = new(TeamId.Parse("acme"));

    public List<Entry> Entries { get; } = [];

    /// <summary>What the team was told.</summary>
    public List<Alert> Told { get; } = [];

    /// <summary>What the clock of whoever serves the team says.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Every entry that began a cycle of its own.</summary>
    public IEnumerable<Entry> CycleStarts => Entries.Where(entry =>
        entry.Event is TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted or TeamEvent.SpendingEnded);

    /// <summary>How often the pool was filled.</summary>
    public int Allowances => Entries.Count(entry => entry.Event is TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted);

    public static TeamBook Subscribed(
        string plan = "lite", int seats = 3, DateTimeOffset? anchor = null, DateTimeOffset? now = null) =>
        new(new SubscriptionTerms(plan, seats, anchor), tiny: 1, now);

    /// <summary>A subscribed team with a small pool, so that it runs dry within a test.</summary>
    public static TeamBook WithPool(int credits) => new(new SubscriptionTerms("tiny", 1, Anchor: null), credits, now: null);

    /// <summary>An account that has a past of which nothing is asked here.</summary>
    public static TeamBook Of(TeamAccount account, DateTimeOffset now) => new(account, now);

    public static TeamBook InTrial(DateTimeOffset? now = null) => new(subscription: null, tiny: 5, now);

    public void PassTime(TimeSpan by) => ClockSays(Now + by);

    /// <summary>The clock may be another silo's, and so step back.</summary>
    public void ClockSays(DateTimeOffset now, ResetCause cause = ResetCause.Access)
    {
        Now = now;
        // What a cycle's end, an unconfirmed period and each open hold may do.
        var most = 3 + Account.Holds.Count;
        for (var steps = 0; PassingOfTime.Due(Account, Account.Now(Now), cause) is { Count: > 0 } due; steps++)
        {
            Assert.True(steps < most, $"Time alone goes on doing things to the team: {due[0]}");
            Append(due);
        }
    }

    public DebitDecision Debit(
        string member = "olga", AiAction action = AiAction.CoverLetter, string? key = null, int? holdSeconds = null)
    {
        var request = new DebitRequest(key ?? $"key-{Entries.Count}", MemberId.Parse(member), action, HoldSeconds: holdSeconds);
        if (byKey.TryGetValue(request.Key, out var first))
        {
            return new DebitDecision.Take((TeamEvent.Debited)first.Event);
        }

        CatchUp();
        var decision = Debiting.Decide(Account, request);
        if (decision is DebitDecision.Take take)
        {
            byKey[request.Key] = Append(take.Event, request.Key);
        }

        return decision;
    }

    /// <summary>A debit that is given back unless it is confirmed in time.</summary>
    public Entry Hold(int seconds, string member = "olga")
    {
        Assert.IsType<DebitDecision.Take>(Debit(member, holdSeconds: seconds));
        return Entries[^1];
    }

    /// <summary>Makes a held debit final, unless it is not on hold any more; whether it did.</summary>
    public bool Confirm(Entry debit)
    {
        CatchUp();
        if (!Account.Holds.TryGet(debit.Seq, out _))
        {
            return false;
        }

        Append(new TeamEvent.HoldConfirmed(debit.Seq), $"\u0001confirm:{debit.Seq}");
        return true;
    }

    public Bucket? Spend(string member = "olga") => (Debit(member) as DebitDecision.Take)?.Event.Bucket;

    public Refusal Refused(string member = "olga") =>
        Assert.IsType<DebitDecision.Refuse>(Debit(member)).Refusal;

    public TeamEvent.Reversed? Reverse(Entry debit)
    {
        CatchUp();
        if (Entries.Exists(entry => entry.Event is TeamEvent.Reversed before && before.Debit == debit.Seq))
        {
            return null;
        }

        var happened = Reversing.Decide(Account, debit, note: null);
        Append(happened);
        return (TeamEvent.Reversed)happened[0];
    }

    public void Grant(long credits) => Append(new TeamEvent.ExtraGranted(new Credits(credits), "goodwill"));

    public MemberOutcome? Put(string member, MemberRole role = MemberRole.Member, BudgetRule budget = default) =>
        Decided(Membership.Put(Account, new MemberSeat(MemberId.Parse(member), role, budget), isCalledSo: true));

    public MemberOutcome? Remove(string member) => Decided(Membership.Remove(Account, MemberId.Parse(member)));

    public MemberOutcome? Forget(string member, bool hasName = true) =>
        Decided(Membership.Forget(Account, MemberId.Parse(member), hasName));

    public MemberOutcome? MakeOwner(string member) => Decided(Membership.MakeOwner(Account, MemberId.Parse(member)));

    public void SetTeamBudget(long? budget) =>
        Append(new TeamEvent.TeamBudgetSet(budget is { } cap ? new Credits(cap) : null));

    public void SetAlerts(AlertTerms terms) => Append(new TeamEvent.AlertsSet(terms));

    /// <summary>What Auto Bid may take from the pool.</summary>
    public void SetAutomationBudget(AutomationBudget? budget) => Append(new TeamEvent.AutomationBudgetSet(budget));

    /// <summary>The operator sets the subscription; the answer is why not, or null.</summary>
    public SubscribeOutcome? Subscribe(string plan = "lite", int seats = 3, DateTimeOffset? anchor = null)
    {
        CatchUp();
        return Decided(Subscribing.Set(Account, new SubscriptionTerms(plan, seats, anchor), Catalog, Account.Now(Now)));
    }

    public SubscribeOutcome? SetSeats(int seats) => Subscribe(Account.Subscription!.Plan, seats);

    public SubscribeOutcome? Cancel()
    {
        CatchUp();
        return Decided(Subscribing.Cancel(Account));
    }

    /// <summary>Stripe is asked, and answers this.</summary>
    public IReadOnlyList<TeamEvent> Follow(StripeSubscription seen)
    {
        CatchUp();
        var happened = Subscribing.Follow(Account, seen, Catalog, Account.Now(Now), PaidPeriod.DefaultPatience);
        Append(happened);
        return happened;
    }

    /// <summary>The team becomes a customer of Stripe, without a subscription there.</summary>
    public void Link(string customer) => Append(new TeamEvent.StripeLinked(new StripeLink(customer, Subscription: null)));

    public void Change(string? name = null, string? timeZone = null)
    {
        CatchUp();
        Append(Renaming.Decide(Account, new TeamChange(name, timeZone)));
    }

    public void Close(bool forgetsPeople = false)
    {
        CatchUp();
        Append(Closing.Decide(Account, Account.Now(Now), forgetsPeople));
    }

    public void PaymentIs(bool overdue) => Append(new TeamEvent.PaymentChanged(overdue));

    /// <summary>A pack was paid for; whether it was news.</summary>
    public bool Buy(PackPurchase purchase)
    {
        CatchUp();
        var happened = ToppingUp.Buy(Account, purchase);
        Append(happened is null ? [] : [happened]);
        return happened is not null;
    }

    /// <summary>These are the refunds and disputes of a pack's payment now.</summary>
    public IReadOnlyList<TeamEvent> Claim(string purchaseId, params MoneyClaim[] claims)
    {
        CatchUp();
        var happened = ToppingUp.Claim(Account, purchaseId, claims);
        Append(happened);
        return happened;
    }

    public void SetAutoTopUp(long threshold, string pack = "small", int most = 3) =>
        Append(new TeamEvent.AutoTopUpSet(new AutoTopUpTerms(new Credits(threshold), pack, most)));

    /// <summary>Starts an automatic purchase if one is due.</summary>
    public AutoTopUpAttempt? StartAutoTopUp()
    {
        CatchUp();
        var started = ToppingUp.Start(Account, Catalog, Account.Now(Now));
        Append(started is null ? [] : [started]);
        return started?.Attempt;
    }

    public void FailAutoTopUp(string attemptId) => Append(new TeamEvent.AutoTopUpFailed(attemptId, "card_declined"));

    /// <summary>The attempt's pack is paid for.</summary>
    public bool Buy(AutoTopUpAttempt attempt) => Buy(new PackPurchase(
        $"pi_{attempt.Id}", attempt.Pack, attempt.Credits, attempt.Amount, attempt.Currency, attempt.Id));

    /// <summary>As before every decision.</summary>
    private void CatchUp() => ClockSays(Now);

    private SubscribeOutcome? Decided(SubscribeDecision decision)
    {
        if (decision is SubscribeDecision.Change change)
        {
            Append(change.Events);
        }

        return (decision as SubscribeDecision.Refuse)?.Outcome;
    }

    private MemberOutcome? Decided(MemberDecision decision)
    {
        if (decision is MemberDecision.Change change)
        {
            Append(change.Events);
        }

        return (decision as MemberDecision.Refuse)?.Outcome;
    }

    private void Append(IEnumerable<TeamEvent> events)
    {
        foreach (var happened in events)
        {
            Append(happened);
        }
    }

    private Entry Append(TeamEvent happened, string? key = null)
    {
        var before = Account.Cycle;
        var entry = Account.Append(happened, Account.Now(Now), key);
        Entries.Add(entry);
        // Once for each key, as the table sees to it.
        Told.AddRange(Alerting.Of(Account, happened, before).Where(alert => Told.TrueForAll(told => told.Key != alert.Key)));
        return entry;
    }
}
