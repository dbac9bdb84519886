using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Purser.Client.Tests;

/// <summary>
/// A Purser without a network that keeps to the contract as far as debits go: a key is done once and remembered for ever, another
/// request under it is refused, a refused one leaves no trace.
/// </summary>
internal sealed class ModelPurser : HttpMessageHandler
{
    public const string Key = "test-key";

    private readonly Lock gate = new();
    private readonly Dictionary<(string Team, string Key), (string Request, JsonObject Entry)> entries = [];
    private readonly List<int> calls = [];

    /// <summary>What goes wrong with the next request; it is asked once for each.</summary>
    public Func<Fault> Faults { get; set; } = static () => Fault.None;

    /// <summary>What there is to spend.</summary>
    public int Credits { get; set; } = 1_000_000;

    /// <summary>Every request waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>A team that is not there.</summary>
    public string? UnknownTeam { get; init; }

    /// <summary>How many debits each call had, in the order of their arrival.</summary>
    public IReadOnlyList<int> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Whether a debit was charged.</summary>
    public bool HasCharged(string team, string key)
    {
        lock (gate)
        {
            return entries.ContainsKey((team, key));
        }
    }

    /// <summary>How many credits were taken.</summary>
    public int Charged
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    public PurserClient Client(PurserClientOptions? options = null) =>
        new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://purser.test"), Timeout = Timeout.InfiniteTimeSpan }, Key, options);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        Fault fault;
        lock (gate)
        {
            fault = Faults();
        }

        if (fault is Fault.LostRequest)
        {
            throw new HttpRequestException("Connection refused");
        }

        if (fault is Fault.HungBefore)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellation))!.AsObject();
        if (fault is Fault.Busy or Fault.AwayBefore or Fault.Bug)
        {
            return Failed(fault);
        }

        var answer = Answer(request, body);
        switch (fault)
        {
            case Fault.LostAnswer:
            case Fault.TornAnswer when !answer.IsSuccessStatusCode:
                throw new HttpRequestException("The connection was reset", new IOException());
            case Fault.TornAnswer:
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                answer.Content = Text(text[..(text.Length / 2)], answer.Content.Headers.ContentType!.MediaType!);
                return answer;
            case Fault.HungAfter:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return answer;
            case Fault.AwayAfter:
                return Failed(fault);
            default:
                return answer;
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, JsonObject body)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/');
        var team = path[3];
        lock (gate)
        {
            if (request.Headers.Authorization is not { Scheme: "Bearer", Parameter: Key })
            {
                return Problem(401, "unauthenticated", isRule: false);
            }

            if (team == UnknownTeam)
            {
                return Problem(404, "team_not_found", isRule: true);
            }

            if (path[^1] == "batch")
            {
                var results = body["debits"]!.AsArray().Select(item => Result(team, item!.AsObject())).ToArray();
                calls.Add(results.Length);
                return Json(HttpStatusCode.OK, new JsonObject { ["results"] = new JsonArray(results), ["credits"] = CreditsNow() });
            }

            calls.Add(1);
            var (entry, replayed, reason) = Decide(team, request.Headers.GetValues("Idempotency-Key").Single(), body);
            return entry is null
                ? Problem(reason == "idempotency_key_reused" ? 422 : 402, reason!, isRule: true)
                : Json(replayed ? HttpStatusCode.OK : HttpStatusCode.Created, entry);
        }
    }

    private JsonObject Result(string team, JsonObject item)
    {
        var key = item["key"]!.GetValue<string>();
        item.Remove("key");
        var (entry, replayed, reason) = Decide(team, key, item);
        return entry is null
            ? new JsonObject { ["key"] = key, ["outcome"] = "refused", ["reason"] = reason, ["detail"] = "No.", ["remaining"] = Credits, ["extra"] = 0, ["resetsAt"] = null, ["remedies"] = new JsonArray("top_up") }
            : new JsonObject { ["key"] = key, ["outcome"] = replayed ? "replayed" : "debited", ["entry"] = entry };
    }

    private (JsonObject? Entry, bool Replayed, string? Reason) Decide(string team, string key, JsonObject request)
    {
        if (entries.TryGetValue((team, key), out var known))
        {
            return known.Request == request.ToJsonString() ? (known.Entry.DeepClone().AsObject(), true, null) : (null, false, "idempotency_key_reused");
        }

        if (Credits == 0)
        {
            return (null, false, "credits_exhausted");
        }

        Credits--;
        var entry = new JsonObject
        {
            ["entryId"] = entries.Count + 1,
            ["teamId"] = team,
            ["memberId"] = request["memberId"]!.DeepClone(),
            ["action"] = request["action"]!.DeepClone(),
            ["jobId"] = request["jobId"]?.DeepClone(),
            ["regeneration"] = request["regeneration"]?.DeepClone() ?? false,
            ["bucket"] = "pool",
            ["amount"] = -1,
            ["at"] = "2026-11-27T23:45:53.34779Z",
            ["cycleStart"] = "2026-11-27T00:00:00Z",
            ["credits"] = CreditsNow(),
        };
        entries[(team, key)] = (request.ToJsonString(), entry.DeepClone().AsObject());
        return (entry, false, null);
    }

    private JsonObject CreditsNow() =>
        new() { ["remaining"] = Credits, ["used"] = entries.Count, ["total"] = Credits + entries.Count, ["extra"] = 0, ["version"] = entries.Count };

    private HttpResponseMessage Problem(int status, string code, bool isRule)
    {
        var problem = new JsonObject
        {
            ["type"] = "urn:purser:problem:" + code.Replace('_', '-'),
            ["title"] = "No.",
            ["status"] = status,
            ["detail"] = $"No: {code}.",
        };
        if (isRule)
        {
            (problem["reason"], problem["remaining"], problem["extra"]) = (code, Credits, 0);
            problem["remedies"] = new JsonArray("top_up");
        }

        return Json((HttpStatusCode)status, problem, "application/problem+json");
    }

    private static HttpResponseMessage Failed(Fault fault)
    {
        var status = fault switch { Fault.Busy => HttpStatusCode.TooManyRequests, Fault.Bug => HttpStatusCode.InternalServerError, _ => HttpStatusCode.ServiceUnavailable };
        var answer = new HttpResponseMessage(status);
        if (fault is not Fault.Bug)
        {
            answer.Headers.RetryAfter = RetryConditionHeaderValue.Parse(1.ToString(CultureInfo.InvariantCulture));
        }

        return answer;
    }

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject json, string mediaType = "application/json") =>
        new(status) { Content = Text(json.ToJsonString(), mediaType) };

    private static StringContent Text(string text, string mediaType) => new(text, Encoding.UTF8, mediaType);
}
