using Stripe;

namespace Purser.Billing;

/// <summary>What Stripe said to a question: the thing asked for, or a refusal. That it said nothing is an exception.</summary>
internal abstract record StripeAnswer<T>
    where T : class
{
    private StripeAnswer()
    {
    }

    /// <summary>The thing asked for; null when it was refused, for whatever reason.</summary>
    public T? Value => (this as Given)?.Thing;

    /// <summary>Why it was refused; null when it was not.</summary>
    public StripeRefusal? Refusal => (this as Refused)?.Why;

    /// <summary>The thing asked for, where a refusal leaves nothing to be done but to ask again when somebody has put it right.</summary>
    /// <exception cref="StripeAwayException">It was refused.</exception>
    public T OrAway() => Value ?? throw new StripeAwayException($"Stripe refused: {Refusal!.Reason}");

    /// <summary>The thing asked for; null where Stripe has none, or no longer.</summary>
    /// <exception cref="StripeAwayException">It was refused for another reason.</exception>
    public T? OrMissing() => Refusal is { Kind: StripeRefusalKind.Missing } ? null : OrAway();

    public sealed record Given(T Thing) : StripeAnswer<T>;

    public sealed record Refused(StripeRefusal Why) : StripeAnswer<T>;
}

/// <summary>A refusal of Stripe's.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Reason">In Stripe's words.</param>
/// <param name="Parameter">The parameter that it is about, if any.</param>
/// <param name="Payment">The payment that was declined.</param>
internal sealed record StripeRefusal(StripeRefusalKind Kind, string Reason, string? Parameter = null, PaymentIntent? Payment = null)
{
    /// <summary>Whether the customer that was named is not, or no longer, one of this account and mode.</summary>
    public bool IsOfCustomer => Kind == StripeRefusalKind.Missing && Parameter == "customer";
}

internal enum StripeRefusalKind
{
    /// <summary>Something that was named is not there: deleted, or of another account or mode.</summary>
    Missing,

    /// <summary>Our key was revoked, or may not do this.</summary>
    NoAccess,

    /// <summary>The idempotency key was used before, for another request.</summary>
    KeyReused,

    /// <summary>A bank declined.</summary>
    Declined,

    /// <summary>The request cannot be carried out as it is.</summary>
    Invalid,
}
