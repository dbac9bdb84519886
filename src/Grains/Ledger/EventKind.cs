namespace Purser.Ledger;

/// <summary>What kind of event a row holds. Stored; never reuse or renumber one.</summary>
internal enum EventKind : short
{
    TeamOpened = 1,
    CycleStarted = 2,
    Debited = 3,
    Reversed = 4,
    ExtraGranted = 5,
    MemberPut = 6,
    MemberRemoved = 7,
    OwnerChanged = 8,
    TeamBudgetSet = 9,
    SubscriptionChanged = 10,
    PaymentChanged = 11,
    SpendingEnded = 12,
    CycleEndMoved = 13,
    SubscriptionStarted = 14,
    StripeLinked = 15,
    PackBought = 16,
    PackClaimed = 17,
    AutoTopUpSet = 18,
    AutoTopUpStarted = 19,
    AutoTopUpFailed = 20,
    HoldConfirmed = 21,
    HoldExpired = 22,
    PeriodConfirmed = 25,
    StripeUnlinked = 26,
    AutomationBudgetSet = 27,
}
