using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Purser.Client;

/// <summary>Sends a request once.</summary>
internal sealed class Transport(HttpMessageInvoker http, Uri address, string key, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // As a folder, so that what an address has of a path is kept.
    private readonly Uri root = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    private readonly AuthenticationHeaderValue authorization = new("Bearer", key);

    /// <param name="method">The method.</param>
    /// <param name="path">The address below the root; ids in it are checked.</param>
    /// <param name="body">JSON; null = none.</param>
    /// <param name="idempotencyKey">The header's value; null = none.</param>
    /// <param name="read">What the answer means, if it settles anything.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="PurserException">The answer is that it makes no sense.</exception>
    public async Task<Attempt<T>> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, string? idempotencyKey, Func<Reply, T> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(root, path));
        request.Headers.Authorization = authorization;
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        }

        try
        {
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var content = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            var reply = new Reply(response.StatusCode, response.IsSuccessStatusCode ? null : response.Content.Headers.ContentType?.MediaType, content);
            return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
                ? new Attempt<T>(default, LaterOf(reply, response.Headers.RetryAfter))
                : new Attempt<T>(read(reply));
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException)
        {
            return new Attempt<T>(default, new Failure($"the answer was lost: {lost.Message}", IsAway: true, Cause: lost));
        }
    }

    private Failure LaterOf(Reply reply, RetryConditionHeaderValue? retryAfter)
    {
        var pause = retryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new Failure($"the answer was {(int)reply.Status}", IsAway: reply.Status >= HttpStatusCode.InternalServerError, pause);
    }
}
