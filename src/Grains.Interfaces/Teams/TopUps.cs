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
[GenerateSerializer, Immutable, Alias("purser.AutoTopUpStanding")]
public sealed record AutoTopUpStanding(
    AutoTopUpTerms? Terms, int AttemptsThisCycle, AutoTopUpAttempt? InFlight, string? LastFailure, string? Stopped = null);

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
