using System.Security.Cryptography;
using System.Text;

namespace Purser.StripeStandIn;

/// <summary>How Stripe proves that a webhook is its own: a hash of the time and the body with a shared secret.</summary>
internal static class WebhookSignature
{
    public const string Header = "Stripe-Signature";

    public static string Of(string payload, string secret, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{payload}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }
}
