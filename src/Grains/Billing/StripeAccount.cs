using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Stripe;

namespace Purser.Billing;

/// <summary>
/// The Stripe account, if one is configured. It alone speaks with Stripe's library: whatever that throws ends here, as a refusal
/// that callers have to deal with or as a <see cref="StripeAwayException"/>, which can cross the border of a grain.
/// </summary>
internal sealed partial class StripeAccount : IDisposable
{
    private readonly HttpClient? http;
    private readonly StripeClient? client;
    private readonly StripeMeter meter;

    public StripeAccount(IOptions<StripeOptions> options, StripeRate rate, StripeMeter meter)
    {
        (Rate, this.meter) = (rate, meter);
        if (options.Value is not { ApiKey: { } key } configured)
        {
            return;
        }

        http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = configured.RequestTimeout };
        client = new StripeClient(
            key,
            apiBase: configured.ApiBase?.GetLeftPart(UriPartial.Authority),
            // Retries carry the same idempotency key, Stripe.net's or ours.
            httpClient: new SystemNetHttpClient(http, maxNetworkRetries: 1));
    }

    /// <summary>Whether there is a Stripe to ask.</summary>
    public bool IsConfigured => client is not null;

    /// <summary>How fast it is asked.</summary>
    public StripeRate Rate { get; }

    public void Dispose() => http?.Dispose();

    /// <exception cref="StripeAwayException">Stripe did not answer, not with sense, or is not to be asked just now.</exception>
    private async Task<StripeAnswer<T>> AskAsync<T>(Func<V1Services, Task<T>> ask, [CallerMemberName] string question = "")
        where T : class
    {
        await Rate.TakeAsync();
        using var call = new StripeCall(meter, question);
        try
        {
            var given = await ask(client!.V1);
            call.Given();
            return new StripeAnswer<T>.Given(given);
        }
        catch (StripeException failure) when (RefusalOf(failure) is { } refusal)
        {
            call.Refused(refusal.Kind);
            return new StripeAnswer<T>.Refused(refusal);
        }
        catch (Exception failure)
        {
            throw Away(failure);
        }
    }

    /// <summary>All of a list, however many pages it has.</summary>
    private async Task<StripeAnswer<List<T>>> AllAsync<T>(Func<V1Services, string?, Task<StripeList<T>>> ask, [CallerMemberName] string question = "")
        where T : class, IHasId
    {
        List<T> all = [];
        while (true)
        {
            var page = await AskAsync(stripe => ask(stripe, all.LastOrDefault()?.Id), question);
            if (page.Refusal is { } refusal)
            {
                return new StripeAnswer<List<T>>.Refused(refusal);
            }

            all.AddRange(page.Value!.Data);
            if (!page.Value.HasMore || page.Value.Data.Count == 0)
            {
                return new StripeAnswer<List<T>>.Given(all);
            }
        }
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static StripeAwayException Away(Exception failure) => new($"Stripe could not be asked: {failure.Message}");

    /// <summary>What Stripe refuses for a reason; null for what may pass by itself, such as too many requests.</summary>
    private static StripeRefusal? RefusalOf(StripeException failure)
    {
        StripeRefusalKind? kind = failure switch
        {
            { StripeError.Type: "idempotency_error" } => StripeRefusalKind.KeyReused,
            { HttpStatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => StripeRefusalKind.NoAccess,
            { HttpStatusCode: HttpStatusCode.NotFound } or { HttpStatusCode: HttpStatusCode.BadRequest, StripeError.Code: "resource_missing" } =>
                StripeRefusalKind.Missing,
            { HttpStatusCode: HttpStatusCode.PaymentRequired } => StripeRefusalKind.Declined,
            { HttpStatusCode: HttpStatusCode.BadRequest } => StripeRefusalKind.Invalid,
            _ => null,
        };
        return kind is { } known
            ? new StripeRefusal(known, failure.StripeError?.Message ?? failure.Message, failure.StripeError?.Param, failure.StripeError?.PaymentIntent)
            : null;
    }
}
