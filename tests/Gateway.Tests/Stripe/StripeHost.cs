using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests;

/// <summary>A gateway whose clock stands still, and a Stripe that signs what it sends.</summary>
public sealed class StripeHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Path = "/v1/stripe/webhook";

    public GatewayHost Gateway { get; } = new(hasCluster: true, new FakeTimeProvider(Now));

    public Task<ApiAnswer> SendAsync(string body) => SendAsync(body, Sign(body));

    public Task<ApiAnswer> SendAsync(string body, params string[] signatures) => SendAsync(Encoding.UTF8.GetBytes(body), signatures);

    public Task<ApiAnswer> SendAsync(byte[] body, params string[] signatures) =>
        Gateway.Api.SendAsync(HttpMethod.Post, Path, new ByteArrayContent(body), headers: headers =>
        {
            // The key is for others: Stripe has none.
            headers.Authorization = null;
            headers.TryAddWithoutValidation("Stripe-Signature", signatures);
        });

    public static string Sign(string body, string secret = GatewayHost.WebhookSecret, TimeSpan late = default) =>
        Sign(Encoding.UTF8.GetBytes(body), secret, late);

    public static string Sign(byte[] body, string secret = GatewayHost.WebhookSecret, TimeSpan late = default)
    {
        var time = (Now - late).ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    public static string Event(string type, string about, string id = "evt_1") => $$$"""
        {"id":"{{{id}}}","object":"event","api_version":"2026-03-25.dahlia","created":1772366400,"livemode":false,"pending_webhooks":1,
         "request":{"id":null,"idempotency_key":null},"type":"{{{type}}}","data":{"object":{{{about}}}}}
        """;

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
