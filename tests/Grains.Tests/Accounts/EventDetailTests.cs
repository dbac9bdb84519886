using Purser.Accounts;
using Purser.Alerts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>What is stored is read for ever: each kind's number and JSON, as they were written first.</summary>
public sealed class EventDetailTests
{
    private const string T = "2026-01-31T09:30:00+00:00";
    private const string U = "2026-02-28T09:30:00+00:00";

    private static readonly DateTimeOffset Start = TeamBook.Start;
    private static readonly DateTimeOffset End = new(2026, 2, 28, 9, 30, 0, TimeSpan.Zero);
    private static readonly Subscription Lite = new("lite", new Credits(100), 3, Start);

    private static readonly (EventKind Kind, TeamEvent Event, string Detail)[] Known =
    [
        (EventKind.CycleStarted, new TeamEvent.CycleStarted(new Cycle(Start, End), new Credits(300), ResetCause.Stripe),
            $$"""{"cycle":{"start":"{{T}}","end":"{{U}}"},"allowance":300,"cause":2}"""),
        (EventKind.SubscriptionChanged, new TeamEvent.SubscriptionChanged(Lite with { EndsWithCycle = true }, new Credits(7)),
            $$"""{"subscription":{"plan":"lite","creditsPerSeat":100,"seats":3,"anchor":"{{T}}","endsWithCycle":true},"increase":7}"""),
        (EventKind.SubscriptionChanged, new TeamEvent.SubscriptionChanged(Lite with { EndsWithCycle = true, EndsAt = End }, Credits.Zero),
            $$"""{"subscription":{"plan":"lite","creditsPerSeat":100,"seats":3,"anchor":"{{T}}","endsWithCycle":true,"endsAt":"{{U}}"},"increase":0}"""),
        (EventKind.PaymentChanged, new TeamEvent.PaymentChanged(Overdue: true), """{"overdue":true}"""),
        (EventKind.SpendingEnded, new TeamEvent.SpendingEnded(TeamStatus.Canceled, End),
            $$"""{"status":"canceled","at":"{{U}}"}"""),
        (EventKind.CycleEndMoved, new TeamEvent.CycleEndMoved(End), $$"""{"end":"{{U}}"}"""),
        (EventKind.SubscriptionStarted, new TeamEvent.SubscriptionStarted(Lite, new Cycle(Start, End)),
            $$$"""{"subscription":{"plan":"lite","creditsPerSeat":100,"seats":3,"anchor":"{{{T}}}","endsWithCycle":false},"cycle":{"start":"{{{T}}}","end":"{{{U}}}"}}"""),
        (EventKind.StripeLinked, new TeamEvent.StripeLinked(new StripeLink("cus_1", "sub_1")),
            """{"link":{"customer":"cus_1","subscription":"sub_1"}}"""),
        (EventKind.StripeLinked, new TeamEvent.StripeLinked(new StripeLink("cus_1", null)), """{"link":{"customer":"cus_1"}}"""),
        (EventKind.PackBought, new TeamEvent.PackBought(new PackPurchase("cs_1", "small", new Credits(100), 1200, "usd")),
            """{"purchase":{"id":"cs_1","pack":"small","credits":100,"amount":1200,"currency":"usd"}}"""),
        (EventKind.PackBought, new TeamEvent.PackBought(new PackPurchase("pi_1", "small", new Credits(100), 1200, "usd", "acme-7")),
            """{"purchase":{"id":"pi_1","pack":"small","credits":100,"amount":1200,"currency":"usd","attemptId":"acme-7"}}"""),
        (EventKind.PackClaimed, new TeamEvent.PackClaimed("cs_1", ClaimCause.Dispute, "dp_1", new Credits(50), new Credits(30), new Credits(20)),
            """{"purchaseId":"cs_1","cause":2,"claimId":"dp_1","claimed":50,"taken":30,"shortfall":20}"""),
        (EventKind.PackClaimed, new TeamEvent.PackClaimed("cs_1", ClaimCause.Refund, "ch_1", Credits.Zero, new Credits(-30), Credits.Zero),
            """{"purchaseId":"cs_1","cause":1,"claimId":"ch_1","claimed":0,"taken":-30,"shortfall":0}"""),
        (EventKind.AutoTopUpSet, new TeamEvent.AutoTopUpSet(new AutoTopUpTerms(new Credits(20), "small", 3)),
            """{"terms":{"threshold":20,"pack":"small","mostPerCycle":3}}"""),
        (EventKind.AutoTopUpSet, new TeamEvent.AutoTopUpSet(Terms: null), "{}"),
        (EventKind.AutoTopUpStarted, new TeamEvent.AutoTopUpStarted(new AutoTopUpAttempt("acme-7", "small", new Credits(100), 1200, "usd", "cus_1", DateTimeOffset.UnixEpoch)),
            """{"attempt":{"id":"acme-7","pack":"small","credits":100,"amount":1200,"currency":"usd","customer":"cus_1","startedAt":"1970-01-01T00:00:00+00:00"}}"""),
        (EventKind.AutoTopUpFailed, new TeamEvent.AutoTopUpFailed("acme-7", "card_declined"),
            """{"attemptId":"acme-7","reason":"card_declined"}"""),
        (EventKind.PeriodConfirmed, new TeamEvent.PeriodConfirmed(new PaidPeriod(Start, End)),
            $$$"""{"period":{"until":"{{{T}}}","freezesAt":"{{{U}}}"}}"""),
        (EventKind.AutomationBudgetSet, new TeamEvent.AutomationBudgetSet(new AutomationBudget(new Credits(30))), """{"budget":{"credits":30}}"""),
        (EventKind.AutomationBudgetSet, new TeamEvent.AutomationBudgetSet(new AutomationBudget(Percent: 60)), """{"budget":{"percent":60}}"""),
        (EventKind.AutomationBudgetSet, new TeamEvent.AutomationBudgetSet(Budget: null), "{}"),
        (EventKind.AlertsSet, new TeamEvent.AlertsSet(new AlertTerms([new AlertThreshold(AlertBasis.Pool, 80)], new Credits(5), [AlertKind.Reset])),
            """{"terms":{"thresholds":[{"basis":"pool","percent":80}],"extraBelow":5,"muted":["reset"]}}"""),
        (EventKind.CycleEntered, new TeamEvent.CycleEntered(new Cycle(Start, End), new Credits(300), new Credits(7), new Credits(2)),
            $$$"""{"cycle":{"start":"{{{T}}}","end":"{{{U}}}"},"allowance":300,"fromPool":7,"fromExtra":2}"""),
        (EventKind.PastTold, new TeamEvent.PastTold(1000), """{"debits":1000}"""),
        (EventKind.HoldConfirmed, new TeamEvent.HoldConfirmed(7), """{"debit":7}"""),
        (EventKind.TeamRenamed, new TeamEvent.TeamRenamed("Acme & Sons"), """{"name":"Acme \u0026 Sons"}"""),
        (EventKind.TimeZoneChanged, new TeamEvent.TimeZoneChanged("Europe/Berlin"), """{"timeZone":"Europe/Berlin"}"""),
        (EventKind.TeamClosed, new TeamEvent.TeamClosed(), "{}"),
        (EventKind.PeopleForgotten, new TeamEvent.PeopleForgotten(MemberId.Parse("anna")), """{"memberId":"anna"}"""),
        (EventKind.PeopleForgotten, new TeamEvent.PeopleForgotten(MemberId: null), "{}"),
        (EventKind.TeamOpened, new TeamEvent.TeamOpened(new OpeningTerms("Acme", "UTC", new OpeningOwner(MemberId.Parse("olga")), Subscription: null), new Trial(Start, 14, new Credits(10)), Subscription: null),
            $$$"""{"request":{"name":"Acme","timeZone":"UTC","owner":{"memberId":"olga","name":"Olga"}},"trial":{"startedAt":"{{{T}}}","days":14,"dailyAllowance":10}}"""),
        (EventKind.MemberPut, new TeamEvent.MemberPut(new MemberSeat(MemberId.Parse("anna"), MemberRole.Admin, BudgetRule.Capped(new Credits(3)))),
            """{"terms":{"memberId":"anna","name":"Anna","role":"admin","budget":{"own":true,"cap":3}}}"""),
        (EventKind.StripeTold, new TeamEvent.StripeTold(), "{}"),
        (EventKind.StripeUnlinked, new TeamEvent.StripeUnlinked("cus_1"), """{"customer":"cus_1"}"""),
        (EventKind.PaymentChanged, new TeamEvent.PaymentChanged(Overdue: true, Unconfirmed: true), """{"overdue":true,"unconfirmed":true}"""),
        (EventKind.AutoTopUpSet, new TeamEvent.AutoTopUpSet(Terms: null, "An automatic purchase was refunded."),
            """{"stopped":"An automatic purchase was refunded."}"""),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Known.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void What_was_written_first_and_what_is_written_now_are_read_as_the_same_event(int at)
    {
        var (kind, happened, detail) = Known[at];

        Assert.Equal(kind, EventDetail.KindOf(happened));
        Assert.Equal(happened, EventDetail.Read(kind, detail));
        Assert.Equal(happened, EventDetail.Read(kind, EventDetail.Write(happened)!));
    }

    [Fact]
    public void A_cycle_that_began_before_causes_were_written_down_was_begun_by_an_access()
    {
        var old = EventDetail.Read(EventKind.CycleStarted, $$$"""{"cycle":{"start":"{{{T}}}","end":"{{{U}}}"},"allowance":300}""");

        Assert.Equal(new TeamEvent.CycleStarted(new Cycle(Start, End), new Credits(300), ResetCause.Access), old);
    }

    [Fact]
    public void Every_kind_keeps_its_number() => Assert.Equal(
        [
            "TeamOpened 1", "CycleStarted 2", "Debited 3", "Reversed 4", "ExtraGranted 5", "MemberPut 6", "MemberRemoved 7",
            "OwnerChanged 8", "TeamBudgetSet 9", "SubscriptionChanged 10", "PaymentChanged 11", "SpendingEnded 12",
            "CycleEndMoved 13", "SubscriptionStarted 14", "StripeLinked 15", "PackBought 16", "PackClaimed 17",
            "AutoTopUpSet 18", "AutoTopUpStarted 19", "AutoTopUpFailed 20",
            "HoldConfirmed 21", "HoldExpired 22", "PeriodConfirmed 25", "StripeUnlinked 26",
            "AutomationBudgetSet 27",
            "TeamRenamed 30", "TeamClosed 31", "TimeZoneChanged 32", "PeopleForgotten 33", "StripeTold 34", "AlertsSet 35",
            "CycleEntered 40", "PastTold 41",
        ],
        Enum.GetValues<EventKind>().Select(kind => $"{kind} {(short)kind}"));

    [Fact]
    public void Every_event_there_is_has_a_kind_of_its_own()
    {
        var events = typeof(TeamEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(TeamEvent))).Select(type => type.Name);

        // An expired hold is a reversal that nobody asked for.
        Assert.Equal(
            Enum.GetNames<EventKind>().Order(StringComparer.Ordinal), events.Append("HoldExpired").Order(StringComparer.Ordinal));
    }
}
