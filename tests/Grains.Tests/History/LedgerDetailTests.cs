using Purser.Accounts;
using Purser.Alerts;
using Purser.History;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.History;

public sealed class LedgerDetailTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 1, 0, 0, 500, TimeSpan.FromHours(1));
    private static readonly Subscription Pro = new("pro", new Credits(250), 3, At);
    private static readonly AutoTopUpTerms Terms = new(new Credits(50), "small", 3);

    private static readonly (TeamEvent Event, string? Detail)[] Words =
    [
        (new TeamEvent.TeamOpened(new OpeningTerms("Ümläut", "UTC", new OpeningOwner(MemberId.Parse("anna")), Subscription: null), new Trial(At, 14, new Credits(10)), Subscription: null),
            """{"name":"Ümläut","timeZone":"UTC","ownerId":"anna","trial":{"days":14,"dailyAllowance":10,"endsAt":"2026-02-14T00:00:00.5Z"},"subscription":null}"""),
        (new TeamEvent.CycleStarted(new Cycle(At, At.AddDays(28)), new Credits(750), ResetCause.Stripe),
            """{"cause":"stripe","allowance":750,"start":"2026-01-31T00:00:00.5Z","end":"2026-02-28T00:00:00.5Z"}"""),
        (new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Pool), null),
        (new TeamEvent.Reversed(2, new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, null, Regeneration: false, Bucket.Pool), At, Credits.Zero, Note: null),
            """{"reason":"cycle_closed","note":null}"""),
        (new TeamEvent.HoldConfirmed(7), """{"confirms":7}"""),
        (new TeamEvent.Reversed(2, new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, null, Regeneration: false, Bucket.Pool), At, Credits.One, Note: null, HoldExpired: true),
            """{"reason":"hold_expired","note":null}"""),
        (new TeamEvent.ExtraGranted(new Credits(5), "goodwill"), """{"credits":5,"reason":"goodwill"}"""),
        (new TeamEvent.MemberPut(new MemberSeat(MemberId.Parse("ben"), MemberRole.Admin, BudgetRule.Capped(new Credits(9)))),
            """{"memberId":"ben","role":"admin","hasOwnBudget":true,"budget":9}"""),
        (new TeamEvent.MemberRemoved(MemberId.Parse("ben")), """{"memberId":"ben"}"""),
        (new TeamEvent.OwnerChanged(MemberId.Parse("ben")), """{"memberId":"ben"}"""),
        (new TeamEvent.TeamBudgetSet(Budget: null), """{"budget":null}"""),
        (new TeamEvent.AlertsSet(new AlertTerms([new AlertThreshold(AlertBasis.MemberBudget, 90)], ExtraBelow: null, [AlertKind.Reset])),
            """{"thresholds":[{"basis":"member_budget","percent":90}],"extraBelow":null,"muted":["reset"]}"""),
        (new TeamEvent.AutomationBudgetSet(new AutomationBudget(Percent: 60)), """{"credits":null,"percent":60}"""),
        (new TeamEvent.SubscriptionChanged(Pro, new Credits(250)),
            """{"plan":"pro","seats":3,"allowance":750,"anchor":"2026-01-31T00:00:00.5Z","endsWithCycle":false,"endsAt":null,"increase":250}"""),
        (new TeamEvent.PaymentChanged(Overdue: true), """{"overdue":true,"unconfirmed":false}"""),
        (new TeamEvent.PeriodConfirmed(new PaidPeriod(At, At.AddDays(7))), """{"paidUntil":"2026-01-31T00:00:00.5Z","freezesAt":"2026-02-07T00:00:00.5Z"}"""),
        (new TeamEvent.StripeUnlinked("cus_1"), """{"customer":"cus_1"}"""),
        (new TeamEvent.SpendingEnded(TeamStatus.TrialEnded, At), """{"status":"trial_ended","at":"2026-01-31T00:00:00.5Z"}"""),
        (new TeamEvent.CycleEntered(new Cycle(At, At.AddDays(28)), new Credits(750), new Credits(7), new Credits(2)),
            """{"allowance":750,"usedFromPool":7,"usedFromExtra":2,"start":"2026-01-31T00:00:00.5Z","end":"2026-02-28T00:00:00.5Z"}"""),
        (new TeamEvent.PastTold(1000), """{"debits":1000}"""),
        (new TeamEvent.CycleEndMoved(At), """{"end":"2026-01-31T00:00:00.5Z"}"""),
        (new TeamEvent.SubscriptionStarted(Pro, new Cycle(At, End: null)),
            """{"plan":"pro","seats":3,"allowance":750,"anchor":"2026-01-31T00:00:00.5Z","endsWithCycle":false,"endsAt":null,"start":"2026-01-31T00:00:00.5Z","end":null}"""),
        (new TeamEvent.StripeLinked(new StripeLink("cus_1", Subscription: null)), """{"customer":"cus_1","subscription":null}"""),
        (new TeamEvent.PackBought(new PackPurchase("cs_1", "small", new Credits(100), 1200, "usd")),
            """{"purchaseId":"cs_1","pack":"small","credits":100,"amount":1200,"currency":"usd","automatic":false}"""),
        (new TeamEvent.PackClaimed("cs_1", ClaimCause.Dispute, "dp_1", new Credits(100), new Credits(60), new Credits(40)),
            """{"purchaseId":"cs_1","cause":"dispute","claimId":"dp_1","claimed":100,"taken":60,"shortfall":40}"""),
        (new TeamEvent.AutoTopUpSet(Terms), """{"enabled":true,"threshold":50,"pack":"small","mostPerCycle":3,"stopped":null}"""),
        (new TeamEvent.AutoTopUpStarted(new AutoTopUpAttempt("a1", "small", new Credits(100), 1200, "usd", "cus_1", DateTimeOffset.UnixEpoch)),
            """{"attemptId":"a1","pack":"small","credits":100,"amount":1200,"currency":"usd"}"""),
        (new TeamEvent.TeamRenamed("Ümläut & Söhne"), """{"name":"Ümläut & Söhne"}"""),
        (new TeamEvent.TimeZoneChanged("Europe/Berlin"), """{"timeZone":"Europe/Berlin"}"""),
        (new TeamEvent.TeamClosed(), "{}"),
        (new TeamEvent.PeopleForgotten(MemberId.Parse("ben")), """{"memberId":"ben"}"""),
        (new TeamEvent.StripeTold(), "{}"),
        (new TeamEvent.AutoTopUpFailed("a1", "declined"), """{"attemptId":"a1","reason":"declined"}"""),
    ];

    [Fact]
    public void Every_kind_of_event_has_its_facts_in_stable_words()
    {
        Assert.Equal(Enum.GetValues<EventKind>().Order(), Words.Select(pair => EventDetail.KindOf(pair.Event)).Order());
        Assert.Equal("""{"holdSeconds":30}""", LedgerDetail.Of(
            new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Pool, HoldSeconds: 30)));
        Assert.Equal("""{"imported":true}""", LedgerDetail.Of(
            new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Pool, Imported: true)));
        Assert.All(Words, pair => Assert.Equal(pair.Detail, LedgerDetail.Of(pair.Event)));
    }
}
