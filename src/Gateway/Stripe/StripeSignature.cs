using System.Globalization;
using Microsoft.Extensions.Primitives;
using Purser.Gateway.Problems;
using Stripe;

namespace Purser.Gateway.Stripe;

/// <summary>
/// Stripe's signature scheme: <c>t=seconds,v1=hex</c>, the latter an HMAC-SHA256 over time and body. There are several v1
/// while a secret is rolled; elements of other names are other schemes and are left alone.
/// </summary>
/// <remarks>https://docs.stripe.com/webhooks#verify-manually</remarks>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    /// <summary>How far an event's time may be from ours, either way, in seconds: Stripe's own default.</summary>
    public const int Tolerance = 300;

    /// <exception cref="ProblemException">The event is not Stripe's, or not of now.</exception>
    public static void Check(StringValues header, string body, string secret, DateTimeOffset now)
    {
        if (header.Count > 1)
        {
            throw Invalid($"The header {Header} is there {header.Count} times; send it once.");
        }

        if (header is not [{ Length: > 0 } signature])
        {
            throw Invalid($"The header {Header} is missing or empty; only Stripe's own events are taken here.");
        }

        var sent = TimeOf(signature)
            ?? throw Invalid($"The header {Header} is not like t=<seconds>,v1=<hexadecimal digits>, with one t.");
        var seconds = now.ToUnixTimeSeconds();
        if (Math.Abs(seconds - sent) > Tolerance)
        {
            throw Invalid($"The event was signed at {sent}, more than {Tolerance} seconds from now, {seconds}.");
        }

        try
        {
            EventUtility.ValidateSignature(body, signature, secret, Tolerance, seconds);
        }
        catch (StripeException)
        {
            throw Invalid("The signature does not fit the body; is Stripe:WebhookSecret the signing secret of this endpoint?");
        }
    }

    /// <summary>The time in a header of the right shape; null when it has another one.</summary>
    private static long? TimeOf(string signature)
    {
        long? time = null;
        var isSigned = false;
        foreach (var element in signature.Split(','))
        {
            switch (element.Trim().Split('=', 2))
            {
                case ["t", var digits] when time is null && digits.Length <= 12
                    && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                    time = seconds;
                    break;
                case ["v1", { Length: > 0 }]:
                    isSigned = true;
                    break;
                case ["t", _] or ["v1", _] or not [_, _]:
                    return null;
            }
        }

        return isSigned ? time : null;
    }

    private static ProblemException Invalid(string detail) => new(Problem.InvalidHeader(Header, detail));
}
