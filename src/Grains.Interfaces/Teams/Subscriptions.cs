namespace Purser.Teams;

/// <summary>How a change of a subscription ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome")]
public abstract record SubscribeOutcome
{
    private SubscribeOutcome()
    {
    }

    /// <summary>The subscription is now so; the credits document says what that means for the pool.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.Done")]
    public sealed record Done(TeamCredits Credits) : SubscribeOutcome;

    /// <summary>Stripe manages the team: change the subscription there.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.ManagedByStripe")]
    public sealed record ManagedByStripe : SubscribeOutcome;

    /// <summary>The catalog has no such plan.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.UnknownPlan")]
    public sealed record UnknownPlan(string Plan, string[] Known) : SubscribeOutcome;

    /// <summary>The cycles of a running subscription are counted from its own anchor, for as long as it runs.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.AnchorIsFixed")]
    public sealed record AnchorIsFixed(DateTimeOffset Anchor) : SubscribeOutcome;

    /// <summary>There is no running subscription to cancel.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.NoSubscription")]
    public sealed record NoSubscription : SubscribeOutcome;

    /// <summary>The team was closed, for good.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.TeamIsClosed")]
    public sealed record TeamIsClosed : SubscribeOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.SubscribeOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : SubscribeOutcome;
}

/// <summary>What Stripe says of a team's subscription: the whole of it as it stands now, never a change.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Id">The subscription's id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Plan">The catalog's code of its price.</param>
/// <param name="Seats">The item's quantity.</param>
/// <param name="PeriodStart">Start of the item's period.</param>
/// <param name="PeriodEnd">End of the item's period.</param>
/// <param name="Anchor">The instant its periods are counted from.</param>
/// <param name="EndsWithPeriod">Whether this period is its last.</param>
/// <param name="IsSettled">Whether Stripe has nothing left to say about this period: its invoice is paid.</param>
/// <param name="IsMonthly">
/// Whether a period is one month, and so is the cycle. Else (paid by the year, the quarter, the week) cycles are months counted from the
/// anchor, and the periods only say how long they go on.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.StripeSubscription")]
public sealed record StripeSubscription(
    string Customer,
    string Id,
    StripeState State,
    string Plan,
    int Seats,
    DateTimeOffset PeriodStart,
    DateTimeOffset PeriodEnd,
    DateTimeOffset Anchor,
    bool EndsWithPeriod,
    bool IsSettled,
    bool IsMonthly = true);

/// <summary>What Stripe's status of a subscription means for credits.</summary>
public enum StripeState : byte
{
    /// <summary><c>trialing</c>, <c>incomplete</c>: nothing is paid for yet; a trial's days are our own.</summary>
    NotStarted = 1,

    /// <summary><c>active</c>.</summary>
    Paid = 2,

    /// <summary><c>past_due</c>, <c>unpaid</c>, <c>paused</c>: the pool is frozen.</summary>
    Overdue = 3,

    /// <summary><c>canceled</c>, <c>incomplete_expired</c>: it is over.</summary>
    Over = 4,
}
