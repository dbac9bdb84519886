using System.Net;
using Microsoft.Extensions.Options;
using Stripe;

namespace Purser.Billing;

/// <summary>The Stripe account, if one is configured, and what its failures mean.</summary>
internal sealed class StripeAccount : IDisposable
{
    private readonly HttpClient? http;

    public StripeAccount(IOptions<StripeOptions> options)
    {
        if (options.Value is not { ApiKey: { } key } configured)
        {
            return;
        }

        http = new HttpClient { Timeout = configured.RequestTimeout };
        Client = new StripeClient(
            key,
            apiBase: configured.ApiBase?.GetLeftPart(UriPartial.Authority),
            // Retries carry the same idempotency key, Stripe.net's or ours.
            httpClient: new SystemNetHttpClient(http, maxNetworkRetries: 1));
    }

    /// <summary>Null where none is configured.</summary>
    public StripeClient? Client { get; }

    /// <exception cref="StripeAwayException">Stripe did not answer, or not with sense.</exception>
    /// <remarks>What Stripe refuses for a reason of its own is left to the caller.</remarks>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StripeException failure) when (!IsRefusal(failure))
        {
            throw Away(failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or TimeoutException)
        {
            throw Away(failure);
        }
    }

    /// <summary>The object that one of Stripe's own events is about.</summary>
    /// <exception cref="StripeAwayException">Stripe has none of that id, or did not answer.</exception>
    /// <remarks>Stripe deletes none of these: if it is not there, we ask another account, or in another mode, than the event came from.</remarks>
    public static async Task<T> GetAsync<T>(string id, Func<Task<T>> ask)
        where T : class => await FindAsync(ask) ?? throw new StripeAwayException(
            $"Stripe sent an event about {id} and has no such object: is Stripe:ApiKey of the account and mode that the webhook is of?");

    /// <summary>The object, or null where Stripe has none of that id.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await AskAsync(ask);
        }
        catch (StripeException missing) when (missing.HttpStatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => http?.Dispose();

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static StripeAwayException Away(Exception failure) => new($"Stripe could not be asked: {failure.Message}");

    private static bool IsRefusal(StripeException failure) => failure.HttpStatusCode is
        HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound;
}
