using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Purser.Alerts;

/// <summary>
/// Posts messages. The receiver's word counts for nothing but its status: no redirect is followed, no answer is read, and whoever
/// takes longer than <see cref="Patience"/> has not got it.
/// </summary>
internal sealed class AlertSender : IDisposable
{
    /// <summary>How long a receiver has, from the connection to its status.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostHeaderKilobytes = 16;

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly bool mayBePrivate;

    public AlertSender(IOptions<AlertOptions> options, TimeProvider time)
        : this(options.Value.PrivateReceivers, Dns.GetHostAddressesAsync, time)
    {
    }

    /// <param name="mayBePrivate">See <see cref="AlertOptions.PrivateReceivers"/>.</param>
    /// <param name="resolve">What a name means.</param>
    /// <param name="time">What says when a message was signed.</param>
    public AlertSender(bool mayBePrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
    {
        (this.mayBePrivate, this.time) = (mayBePrivate, time);
        var connector = new ReceiverConnector(resolve, address => mayBePrivate || PublicInternet.Has(address));
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Why nothing is ever posted there, whatever its name means; null: it may be.</summary>
    public string? WhyNever(Uri url) =>
        mayBePrivate ? null
        : url.Scheme != Uri.UriSchemeHttps ? "The address must begin with https."
        : IPAddress.TryParse(url.IdnHost, out var address) && !PublicInternet.Has(address) ? ReceiverConnector.NotPublic(url.IdnHost)
        : null;

    /// <summary>Posts a message once.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="message">It.</param>
    /// <param name="secrets">What it is signed with, each in turn.</param>
    /// <param name="attempt">The how-manieth attempt it is, from 1.</param>
    /// <param name="cancellation">Who waits has gone.</param>
    public async Task<AlertAttempt> SendAsync(Uri url, AlertMessage message, IReadOnlyList<AlertSecret> secrets, int attempt, CancellationToken cancellation)
    {
        if (WhyNever(url) is { } never)
        {
            return new AlertAttempt(new AlertPosted(Status: null, never));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        foreach (var (name, value) in message.Sign(secrets, time.GetUtcNow()))
        {
            request.Headers.Add(name, value);
        }

        request.Headers.Add("Purser-Attempt", $"{attempt}");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Purser", "1"));
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(response);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new AlertAttempt(new AlertPosted(Status: null, $"It did not answer within {Patience.TotalSeconds} seconds."));
        }
        catch (HttpRequestException failure)
        {
            return new AlertAttempt(new AlertPosted(Status: null, (failure.InnerException as ReceiverRefusedException)?.Message ?? failure.Message));
        }
    }

    public void Dispose() => http.Dispose();

    private static AlertAttempt Judge(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 and var status => new(new AlertPosted(status, Trouble: null)),
        >= 300 and < 400 and var status => new(new AlertPosted(status, $"It answered {status}; redirects are not followed.")),
        var status => new(
            new AlertPosted(status, $"It answered {status}."),
            response.Headers.RetryAfter?.Delta),
    };
}

/// <summary>How an attempt ended, and when the receiver would like the next.</summary>
internal readonly record struct AlertAttempt(AlertPosted Posted, TimeSpan? RetryAfter = null);
