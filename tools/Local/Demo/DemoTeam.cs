using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Client;

namespace Purser.Local;

/// <summary>
/// A team with a believable month behind it, told and lived through the public HTTP API like any other team's. Every key is
/// fixed, so that whatever is sent twice counts once.
/// </summary>
internal sealed class DemoTeam : IAsyncDisposable
{
    private static readonly HttpStatusCode[] Done = [HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient http;
    private readonly PurserClient client;
    private readonly string teamId;
    private readonly string address;

    public DemoTeam(Uri gateway, string operatorKey, string teamId)
    {
        this.teamId = teamId;
        address = $"/v1/teams/{teamId}";
        http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
        client = new PurserClient(http, operatorKey);
    }

    /// <summary>Lives its month, unless the team exists already: then it stays as its visitors left it.</summary>
    /// <param name="now">The cluster's time.</param>
    /// <param name="alerts">Where its alerts are posted to; null: nowhere.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether it lived it now.</returns>
    public async Task<bool> LiveAsync(DateTimeOffset now, Uri? alerts, CancellationToken cancellation)
    {
        if (await ExistsAsync(cancellation))
        {
            return false;
        }

        var month = new DemoMonth(now);
        await FoundAsync(month, cancellation);
        if (alerts is not null)
        {
            await SendAsync(
                HttpMethod.Post, new Uri("/v1/alert-endpoints", UriKind.Relative), JsonContent.Create(new { url = alerts, name = "./run", teamId }), Done, cancellation);
        }

        await TellAsync(month, cancellation);
        await LiveTodayAsync(cancellation);
        return true;
    }

    /// <summary>Orders a pack of extra credits.</summary>
    /// <returns>The session in which it is paid.</returns>
    public async Task<string> OrderPackAsync(CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Post, "/top-ups", new { pack = "small" }, Done, cancellation)).GetProperty("sessionId").GetString()!;

    /// <summary>A link to the team's page, for its owner; good for one use within an hour.</summary>
    public async Task<string> LinkAsync(CancellationToken cancellation) => (await SendAsync(
        HttpMethod.Post, "/portal-links", new { memberId = DemoPerson.All[0].Id, ttlSeconds = 3600 }, Done, cancellation)).GetProperty("url").GetString()!;

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        http.Dispose();
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        using var credits = await http.GetAsync(new Uri($"{address}/credits", UriKind.Relative), cancellation);
        return credits.StatusCode != HttpStatusCode.NotFound;
    }

    private async Task FoundAsync(DemoMonth month, CancellationToken cancellation)
    {
        var owner = DemoPerson.All[0];
        var team = new
        {
            name = "Harbour & Pine",
            owner = new { memberId = owner.Id, name = owner.Name },
            subscription = new { plan = DemoMonth.Plan, seats = DemoPerson.All.Count, anchor = month.Anchor },
        };
        await SendAsync(HttpMethod.Put, "", team, Done, cancellation);
        foreach (var person in DemoPerson.All.Skip(1))
        {
            await SendAsync(
                HttpMethod.Put, $"/members/{person.Id}", new { name = person.Name, role = person.Role, budget = person.Budget }, Done, cancellation);
        }

        await SendAsync(
            HttpMethod.Post, "/extra", new { credits = DemoMonth.Gift, reason = "Welcome gift" }, Done, cancellation, key: "demo-welcome-gift");
    }

    private async Task TellAsync(DemoMonth month, CancellationToken cancellation)
    {
        using var lines = new StringContent(
            string.Join('\n', month.Debits.Select(debit => JsonSerializer.Serialize(debit, Json))), Encoding.UTF8, "application/x-ndjson");
        var told = await SendAsync(HttpMethod.Post, "/history", lines, Done, cancellation);
        if (told.GetProperty("refused").GetInt32() > 0)
        {
            throw new LocalException($"Some of the demo team's past was refused: {told}");
        }
    }

    /// <summary>A letter that came back empty, so that its credit was given back; and Jonas, whose budget is used up.</summary>
    private async Task LiveTodayAsync(CancellationToken cancellation)
    {
        var letter = await client.DebitAsync(teamId, new Debit("ada", AiAction.CoverLetter) { JobId = "30001", Key = "demo-failed" }, cancellation);
        if (letter is not DebitOutcome.Debited { Entry.EntryId: var debited })
        {
            throw new LocalException($"The demo team's letter was not paid for: {letter}");
        }

        await client.ReverseAsync(teamId, debited, "The letter came back empty", cancellation);
        var overBudget = await client.DebitAsync(teamId, new Debit("jonas", AiAction.AiGenerate) { Key = "demo-over-budget" }, cancellation);
        if (overBudget is not DebitOutcome.Refused { Refusal.Reason: RefusalReason.MemberBudgetReached })
        {
            throw new LocalException($"Of the demo team somebody whose budget is used up was answered: {overBudget}");
        }

        await SendAsync(HttpMethod.Put, $"/auto-bid/{DemoAutoBid.MemberId}", DemoAutoBid.Settings, Done, cancellation);
    }

    private Task<JsonElement> SendAsync(
        HttpMethod method, string path, object body, HttpStatusCode[] expected, CancellationToken cancellation, string? key = null) =>
        SendAsync(method, path, JsonContent.Create(body, body.GetType(), options: Json), expected, cancellation, key);

    private Task<JsonElement> SendAsync(
        HttpMethod method, string path, HttpContent body, HttpStatusCode[] expected, CancellationToken cancellation, string? key = null) =>
        SendAsync(method, new Uri(address + path, UriKind.Relative), body, expected, cancellation, key);

    private async Task<JsonElement> SendAsync(
        HttpMethod method, Uri path, HttpContent body, HttpStatusCode[] expected, CancellationToken cancellation, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await http.SendAsync(request, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        if (!expected.Contains(response.StatusCode))
        {
            throw new LocalException($"{method} {path} was answered with {(int)response.StatusCode}: {answer}");
        }

        return answer.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(answer);
    }
}
