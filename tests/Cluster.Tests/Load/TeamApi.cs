using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Purser.Tests.History;

namespace Purser.Tests.Load;

/// <summary>Single attempts over HTTP, and what each one's answer means. It retries nothing and hides nothing.</summary>
public sealed class TeamApi : IDisposable
{
    // Longer than the gateway's own patience: its "unknown" should come before ours.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan UpAgain = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http;

    public TeamApi(string operatorKey)
    {
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
    }

    /// <summary>Asks once.</summary>
    public Task<Answer> AskAsync(Uri gateway, string teamId, Ask ask, CancellationToken cancellation) =>
        AttemptAsync<Answer>(() => Request(gateway, teamId, ask), response => ReadAsync(teamId, ask, response), why => why, cancellation);

    /// <summary>Sends a batch once; one answer for each of its debits.</summary>
    public Task<Answer[]> AskBatchAsync(Uri gateway, string teamId, Ask.Debit[] debits, CancellationToken cancellation) =>
        AttemptAsync(
            () => BatchRequest(gateway, teamId, debits),
            response => ReadBatchAsync(teamId, debits, response),
            why => [.. debits.Select(_ => why)],
            cancellation);

    /// <summary>Sends something that must succeed, as soon as the service is up to it, and reads the answer.</summary>
    public async Task<T> ExpectAsync<T>(HttpMethod method, Uri gateway, string path, object? body, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await AttemptAsync<(T? Document, Answer? Failure)>(
                () => Request(method, gateway, path, body),
                async response => response.IsSuccessStatusCode
                    ? (await DocumentAsync<T>(response), null)
                    : (default, await UnexpectedAsync(response)),
                failure => (default, failure),
                cancellation);
            if (answer is { Document: { } document })
            {
                return document;
            }

            if (answer.Failure is not Answer.Unknown || TimeProvider.System.GetElapsedTime(started) > UpAgain)
            {
                throw new InvalidOperationException($"{method} {path}: {answer.Failure}");
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(Uri gateway, string teamId, Ask ask)
    {
        var team = $"/v1/teams/{teamId}";
        return ask switch
        {
            Ask.Debit debit => Post(
                gateway, $"{team}/debits", new { debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, debit.HoldSeconds }, debit.Key),
            Ask.Grant grant => Post(gateway, $"{team}/extra", new { grant.Credits, reason = "load" }, grant.Key),
            Ask.Reversal reversal => Post(gateway, $"{team}/debits/{reversal.EntryId}/reversal", new { reason = "load" }),
            Ask.Confirmation confirmation => Post(gateway, $"{team}/debits/{confirmation.EntryId}/confirmation", new { }),
            Ask.Look => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"{team}/credits")),
            _ => throw new ArgumentOutOfRangeException(nameof(ask), ask, "Not a request."),
        };
    }

    private static HttpRequestMessage BatchRequest(Uri gateway, string teamId, Ask.Debit[] debits)
    {
        var items = debits.Select(debit => new { debit.Key, debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, debit.HoldSeconds });
        return Post(gateway, $"/v1/teams/{teamId}/debits/batch", new { debits = items });
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri gateway, string path, object? body) => new(method, new Uri(gateway, path))
    {
        Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Documents.Json),
    };

    private static HttpRequestMessage Post<T>(Uri gateway, string path, T body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, path))
        {
            Content = JsonContent.Create(body, options: Documents.Json),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    private static async Task<Answer> ReadAsync(string teamId, Ask ask, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK when ask is Ask.Look:
                return new Answer.Seen((await DocumentAsync<CreditsDocument>(response)).Balance);
            case HttpStatusCode.OK when ask is Ask.Confirmation asked:
                var confirmation = await DocumentAsync<ConfirmationDocument>(response);
                return confirmation.EntryId == asked.EntryId ? new Answer.Confirmed(confirmation.ConfirmedAt) : await UnexpectedAsync(response);
            case HttpStatusCode.Conflict when ask is Ask.Confirmation:
                return new Answer.NotConfirmed((await DocumentAsync<ProblemDocument>(response)).Reason ?? "");
            case HttpStatusCode.Created or HttpStatusCode.OK:
                var repeated = response.StatusCode == HttpStatusCode.OK;
                var marked = response.Headers.Contains("Idempotency-Replayed");
                var entry = await DocumentAsync<EntryDocument>(response);
                return entry.Answers(teamId, ask) && (ask is Ask.Reversal || marked == repeated)
                    ? new Answer.Done(entry.Receipt, repeated)
                    : await UnexpectedAsync(response);
            case HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity:
                var problem = await DocumentAsync<ProblemDocument>(response);
                return Enum.TryParse<RefusalReason>(problem.Reason?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var reason)
                    ? new Answer.Refused(reason, Left(problem))
                    : await UnexpectedAsync(response);
            default:
                return await UnexpectedAsync(response);
        }
    }

    private static async Task<Answer[]> ReadBatchAsync(string teamId, Ask.Debit[] debits, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var unexpected = await UnexpectedAsync(response);
            return [.. debits.Select(_ => unexpected)];
        }

        var results = (await DocumentAsync<BatchDocument>(response)).Results;
        return [.. debits.Select((debit, at) => Read(teamId, debit, results.ElementAtOrDefault(at)))];
    }

    private static Answer Read(string teamId, Ask.Debit debit, BatchResult? result) => result switch
    {
        { Outcome: "debited" or "replayed", Entry: { } entry } when result.Key == debit.Key && entry.Answers(teamId, debit) =>
            new Answer.Done(entry.Receipt, Repeated: result.Outcome == "replayed"),
        { Outcome: "refused", Reason: { } reason } when result.Key == debit.Key => new Answer.Refused(reason, Left: null),
        _ => new Answer.Unexpected($"in a batch: {result}"),
    };

    private static Credits? Left(ProblemDocument problem) =>
        problem is { Remaining: { } remaining, Extra: { } extra } ? new Credits(remaining + extra) : null;

    private static async Task<T> DocumentAsync<T>(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<T>(Documents.Json))!;

    private static async Task<Answer> UnexpectedAsync(HttpResponseMessage response) =>
        new Answer.Unexpected($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");

    private async Task<T> AttemptAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, Task<T>> read, Func<Answer, T> failed, CancellationToken cancellation)
    {
        using var request = create();
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            return response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                ? failed(new Answer.Unknown($"{(int)response.StatusCode}"))
                : await read(response);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return failed(new Answer.Unknown(failure.Message));
        }
        catch (TaskCanceledException)
        {
            return failed(new Answer.Unknown("no answer in time"));
        }
        catch (JsonException garbled)
        {
            return failed(new Answer.Unexpected(garbled.Message));
        }
    }
}
