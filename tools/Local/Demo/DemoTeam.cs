using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser.Local;

/// <summary>
/// A team with a believable day behind it, lived through the public HTTP API like any other team's. Every key is
/// fixed, so that whatever is sent twice counts once.
/// </summary>
internal sealed class DemoTeam : IDisposable
{
    private const string Credits = $"{Team}/credits";

    private const string Team = "/v1/teams/demo";
    private const int BatchSize = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient http;

    public DemoTeam(Uri gateway, string operatorKey)
    {
        http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
    }

    /// <summary>Lives the day, unless the team exists already: then it stays as its visitors left it.</summary>
    /// <returns>Whether it lived it now.</returns>
    public async Task<bool> LiveAsync(CancellationToken cancellation)
    {
        if (await ExistsAsync(cancellation))
        {
            return false;
        }

        await FoundAsync(cancellation);
        await ReverseAsync(DemoDay.Failed, "The letter came back empty", cancellation);
        foreach (var debits in DemoDay.Debits().Chunk(BatchSize))
        {
            await SendAsync(HttpMethod.Post, "/debits/batch", new { debits }, [HttpStatusCode.OK], cancellation);
        }

        await DebitAsync(DemoDay.OverBudget, [HttpStatusCode.Forbidden], cancellation);
        await SendAsync(HttpMethod.Put, $"/auto-bid/{DemoAutoBid.MemberId}", DemoAutoBid.Settings, [HttpStatusCode.OK], cancellation);
        return true;
    }

    /// <summary>A link to the team's page, for its owner; good for one use within an hour.</summary>
    public async Task<string> LinkAsync(CancellationToken cancellation) => (await SendAsync(
        HttpMethod.Post, "/portal-links", new { memberId = DemoDay.Members[0].Id, ttlSeconds = 3600 }, [HttpStatusCode.Created], cancellation)).GetProperty("url").GetString()!;

    public void Dispose() => http.Dispose();

    private async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        using var credits = await http.GetAsync(new Uri(Credits, UriKind.Relative), cancellation);
        return credits.StatusCode != HttpStatusCode.NotFound;
    }

    private async Task FoundAsync(CancellationToken cancellation)
    {
        var owner = DemoDay.Members[0];
        var team = new
        {
            name = "Harbour & Pine",
            owner = new { memberId = owner.Id, name = owner.Name },
            subscription = new { plan = DemoDay.Plan, seats = DemoDay.Members.Count },
        };
        await SendAsync(HttpMethod.Put, "", team, [HttpStatusCode.Created], cancellation);
        foreach (var member in DemoDay.Members.Skip(1))
        {
            await SendAsync(
                HttpMethod.Put,
                $"/members/{member.Id}",
                new { name = member.Name, role = member.Role, budget = member.Budget },
                [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.NoContent],
                cancellation);
        }

        await SendAsync(
            HttpMethod.Post,
            "/extra",
            new { credits = DemoDay.Extra, reason = "Welcome gift" },
            [HttpStatusCode.Created],
            cancellation,
            key: "demo-welcome-gift");
    }

    private async Task ReverseAsync(DemoDebit debit, string reason, CancellationToken cancellation)
    {
        var answer = await DebitAsync(debit, [HttpStatusCode.Created], cancellation);
        var entry = answer.GetProperty("entryId").ToString();
        await SendAsync(
            HttpMethod.Post, $"/debits/{entry}/reversal", new { reason }, [HttpStatusCode.Created], cancellation);
    }

    private Task<JsonElement> DebitAsync(
        DemoDebit debit, HttpStatusCode[] expected, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            "/debits",
            new { debit.MemberId, debit.Action, debit.JobId, debit.Regeneration },
            expected,
            cancellation,
            debit.Key);

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        object body,
        HttpStatusCode[] expected,
        CancellationToken cancellation,
        string? key = null)
    {
        using var request = new HttpRequestMessage(method, Team + path);
        request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await http.SendAsync(request, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        if (!expected.Contains(response.StatusCode))
        {
            throw new LocalException($"{method} {Team}{path} was answered with {(int)response.StatusCode}: {answer}");
        }

        return answer.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(answer);
    }
}
