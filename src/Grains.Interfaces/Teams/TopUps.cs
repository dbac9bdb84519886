using System.Text.Json.Serialization;

namespace Purser.Teams;

/// <summary>A pack that was paid for.</summary>
/// <param name="Id">The business object it is bought by, once: a Checkout Session's or PaymentIntent's id.</param>
/// <param name="Pack">The pack's code when it was sold.</param>
/// <param name="Credits">Its credits when it was sold.</param>
/// <param name="Amount">What was paid, in the currency's smallest unit.</param>
/// <param name="Currency">Lower-case ISO code.</param>
/// <param name="AttemptId">The automatic attempt that bought it; null where a person did.</param>
[GenerateSerializer, Immutable, Alias("purser.PackPurchase")]
public sealed record PackPurchase(string Id, string Pack, Credits Credits, long Amount, string Currency, string? AttemptId = null);

/// <summary>What a refund or dispute claims of a pack: a share of the money, as it stands now.</summary>
/// <param name="Id">The refunded charge's or the dispute's id.</param>
/// <param name="IsDispute">False: a refund.</param>
/// <param name="Amount">The money, in the currency's smallest unit, all in all; 0 when the claim is over.</param>
/// <param name="Currency">Lower-case ISO code; null is the one that the pack was paid in.</param>
[GenerateSerializer, Immutable, Alias("purser.MoneyClaim")]
public sealed record MoneyClaim(string Id, bool IsDispute, long Amount, string? Currency = null);

/// <summary>When packs are bought without anybody asking.</summary>
/// <param name="Threshold">Pool and extra together fall below it.</param>
/// <param name="Pack">The pack's code.</param>
/// <param name="MostPerCycle">How many attempts, failed ones included, one cycle may see.</param>
[GenerateSerializer, Immutable, Alias("purser.AutoTopUpTerms")]
public sealed record AutoTopUpTerms(Credits Threshold, string Pack, int MostPerCycle);

/// <summary>An automatic purchase under way.</summary>
/// <param name="Id">Stripe is asked with it as idempotency key, so that asking again after a crash buys nothing twice.</param>
/// <param name="Pack">The pack's code.</param>
/// <param name="Credits">Its credits.</param>
/// <param name="Amount">Its price in the currency's smallest unit.</param>
/// <param name="Currency">Lower-case ISO code.</param>
/// <param name="Customer">The Stripe customer who pays.</param>
/// <param name="StartedAt">When it was started: Stripe forgets idempotency keys after a day.</param>
[GenerateSerializer, Immutable, Alias("purser.AutoTopUpAttempt")]
public sealed record AutoTopUpAttempt(
    string Id, string Pack, Credits Credits, long Amount, string Currency, string Customer, DateTimeOffset StartedAt);

/// <summary>How automatic top-ups stand.</summary>
/// <param name="Terms">Null when they are off.</param>
/// <param name="AttemptsThisCycle">Attempts this cycle has seen.</param>
/// <param name="InFlight">The one under way, if any.</param>
/// <param name="LastFailure">Why the last attempt failed; null when it did not.</param>
/// <param name="Stopped">Why they were switched off by something other than the owner's wish; null when they were not.</param>
/// <param name="HeldBackBy">Why nothing would be bought although they are on and credits were low; null: nothing holds them back.</param>
/// <param name="HeldBackUntil">Until when, where that is known.</param>
[GenerateSerializer, Immutable, Alias("purser.AutoTopUpStanding")]
public sealed record AutoTopUpStanding(
    AutoTopUpTerms? Terms,
    int AttemptsThisCycle,
    AutoTopUpAttempt? InFlight,
    string? LastFailure,
    string? Stopped = null,
    AutoTopUpHold? HeldBackBy = null,
    DateTimeOffset? HeldBackUntil = null);

/// <summary>What holds automatic top-ups back while they are on.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AutoTopUpHold>))]
public enum AutoTopUpHold : byte
{
    /// <summary>The team could not spend what would be bought: it has to subscribe first.</summary>
    CannotSpend = 1,

    /// <summary>Nobody has paid for the team yet, so there is no card.</summary>
    NobodyPaid = 2,

    /// <summary>The pack is not sold any more.</summary>
    PackNotSold = 3,

    /// <summary>The cycle has seen as many attempts as it may.</summary>
    MostReached = 4,

    /// <summary>An attempt failed a moment ago.</summary>
    JustFailed = 5,
}

/// <summary>What is written down of why automatic top-ups failed or were switched off, where Stripe has not said it.</summary>
public static class AutoTopUpReasons
{
    /// <summary>Switched off: a purchase was refunded.</summary>
    public const string Refunded = "An automatic purchase was refunded.";

    /// <summary>Switched off: a purchase was disputed.</summary>
    public const string Disputed = "An automatic purchase was disputed.";

    /// <summary>Switched off: the team was closed.</summary>
    public const string TeamClosed = "The team was closed.";

    /// <summary>Failed: it was switched off meanwhile.</summary>
    public const string SwitchedOff = "It was switched off before it was paid.";

    /// <summary>Failed: Stripe could not be asked in time.</summary>
    public const string TooLate = "It could not be paid within a day.";

    /// <summary>Failed: there is no customer any more.</summary>
    public const string NoCustomer = "The customer was deleted at Stripe.";

    /// <summary>Failed: there is no card.</summary>
    public const string NoCard = "The customer has no saved card.";

    /// <summary>Failed: a bank asked for the payer.</summary>
    public const string PayerAway = "The bank wants the payer to confirm the payment, and nobody was there.";
}

/// <summary>How setting automatic top-ups ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.AutoTopUpOutcome")]
public abstract record AutoTopUpOutcome
{
    private AutoTopUpOutcome()
    {
    }

    /// <summary>They are so now.</summary>
    [GenerateSerializer, Immutable, Alias("purser.AutoTopUpOutcome.Done")]
    public sealed record Done(AutoTopUpStanding Standing) : AutoTopUpOutcome;

    /// <summary>The catalog has no such pack.</summary>
    [GenerateSerializer, Immutable, Alias("purser.AutoTopUpOutcome.UnknownPack")]
    public sealed record UnknownPack(string Pack, string[] Known) : AutoTopUpOutcome;

    /// <summary>The team was closed, for good.</summary>
    [GenerateSerializer, Immutable, Alias("purser.AutoTopUpOutcome.TeamIsClosed")]
    public sealed record TeamIsClosed : AutoTopUpOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.AutoTopUpOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : AutoTopUpOutcome;
}
