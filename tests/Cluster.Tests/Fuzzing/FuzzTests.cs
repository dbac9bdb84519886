using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Purser.Local;
using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.OpenApi;
using Purser.Tests.Running;

namespace Purser.Tests.Fuzzing;

/// <summary>
/// Whatever is sent to any call of the OpenAPI document, its answer is one that the document knows, none is a server's error, and the
/// ledger has what was acknowledged and nothing else.
/// </summary>
public sealed class FuzzTests : RunningCluster
{
    private const int Callers = 8;
    private const int TeamsAtOnce = 6;

    /// <summary>Of a few teams: they are closed sooner or later, and then new ones are opened.</summary>
    private const int RequestsAtOnce = 1_000;
    private static readonly int Rounds = Cases.Of(many: 100, few: 4);

    private readonly KnownNames names = new();
    private readonly ConcurrentDictionary<(string Team, string Key), long> acknowledged = new();
    private readonly ConcurrentDictionary<HttpStatusCode, int> statuses = new();
    private readonly ConcurrentQueue<string> wrong = new();

    /// <inheritdoc />
    protected override LocalClusterOptions Options => base.Options with { Separate = false, Silos = 1, Gateways = 1, StripeStandIn = true };

    [Fact]
    public Task Whatever_is_sent_is_answered_as_the_document_says_and_every_entry_is_accounted_for() => Proof.ExplainAsync(this, async () =>
    {
        var cancellation = TestContext.Current.CancellationToken;
        var contract = await ApiContract.LoadAsync(Gateways[0]);
        foreach (var member in (string[])["owner", "anna", "ben", "nobody"])
        {
            names.Add("memberId", member);
            names.Add("member", member);
        }

        // Who says that they know of an entry that is not there yet is waited for.
        names.Add("Last-Event-ID", "1");
        names.Add("after", "1");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 })
        {
            BaseAddress = Gateways[0],
        };
        for (var round = 0; round < Rounds; round++)
        {
            var teams = await OpenTeamsAsync("fuzzed", TeamsAtOnce, seats: 5, "anna", "ben");
            Array.ForEach(teams, team => names.Add("teamId", team));
            string[] keys =
            [
                Local.OperatorKey, await NewKeyAsync("team", teams[0]), await NewKeyAsync("debit", team: null), await NewKeyAsync("operator_read", team: null), "purser_made_up",
            ];
            var seed = Chosen.Seed + (round * Callers);
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
            {
                var any = new AnyRequest(contract, new Random(seed + caller), names, keys);
                for (var sent = 0; sent < RequestsAtOnce / Callers; sent++)
                {
                    using var made = any.Next();
                    await SendAsync(contract, http, made, cancellation);
                }
            }));
        }

        var requests = statuses.Sum(static status => status.Value);
        Console.WriteLine($"{requests} requests: {string.Join(", ", statuses.OrderBy(static status => status.Key).Select(static status => $"{(int)status.Key} {status.Value}"))}; {acknowledged.Count} debits acknowledged");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} answers are wrong, among them:\n\n{string.Join("\n\n", wrong.Take(10))}");
        // A fuzzer that is refused everything finds nothing.
        Assert.InRange(statuses.Where(static status => (int)status.Key < 300).Sum(static status => status.Value), requests / 5, requests);
        await EveryEntryIsAccountedForAsync(cancellation);
    });

    private async Task<string> NewKeyAsync(string scope, string? team) => (await Api.ExpectAsync<NewKey>(
        HttpMethod.Post, Gateways[0], "/v1/api-keys", new { name = scope, scope, teamId = team }, TestContext.Current.CancellationToken)).Key;

    private async Task SendAsync(ApiContract contract, HttpClient http, AnyRequest.Made made, CancellationToken cancellation)
    {
        using var response = await http.SendAsync(made.Request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            // It has no end.
            response.Content.Dispose();
            response.Content = new StringContent("", Encoding.UTF8, "text/event-stream");
        }

        var answer = await ApiAnswer.OfAsync(response, cancellation);
        statuses.AddOrUpdate(answer.Status, 1, static (_, count) => count + 1);
        var error = (int)answer.Status >= 500 ? $"It is a server's error: {answer.Text}"
            : IsNoRoute(answer) ? null
            : contract.FirstError(made.Call.Method, made.Call.Value, answer);
        if (error is not null)
        {
            wrong.Enqueue($"{error}\n{made}");
            return;
        }

        if (response.IsSuccessStatusCode && answer.MediaType == "application/json" && answer.Text.Length > 0)
        {
            names.Learn(answer.Json);
            Acknowledge(made, answer.Json);
        }
    }

    /// <summary>What stands in a path may lead elsewhere.</summary>
    private static bool IsNoRoute(ApiAnswer answer) =>
        answer.Status is HttpStatusCode.MethodNotAllowed
        || (answer.Status is HttpStatusCode.NotFound && answer.Text.Contains("route-not-found", StringComparison.Ordinal));

    private void Acknowledge(AnyRequest.Made made, JsonElement answer)
    {
        if (made.Call.Method != HttpMethod.Post)
        {
            return;
        }

        var team = made.Address.Split('/', '?').ElementAtOrDefault(3) ?? "";
        switch (made.Call.Path)
        {
            case "/v1/teams/{teamId}/debits":
                // As it was sent: of half a pair of surrogates HTTP makes another character.
                var key = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(made.Request.Headers.GetValues("Idempotency-Key").Single()));
                acknowledged[(team, key)] = answer.GetProperty("entryId").GetInt64();
                break;
            case "/v1/teams/{teamId}/debits/batch":
                foreach (var result in answer.GetProperty("results").EnumerateArray().Where(static result => result.TryGetProperty("entry", out _)))
                {
                    acknowledged[(team, result.GetProperty("key").GetString()!)] = result.GetProperty("entry").GetProperty("entryId").GetInt64();
                }

                break;
        }
    }

    private async Task EveryEntryIsAccountedForAsync(CancellationToken cancellation)
    {
        var teams = (await AskSqlAsync("SELECT string_agg(DISTINCT team_id, ' ') FROM purser.ledger")).Split(' ');
        var debited = (await LedgerTable.ReadAsync(Local.Database, teams, cancellation))
            .Where(static row => row is { Kind: RowKind.Debited, Key: not null })
            .ToDictionary(static row => (row.TeamId, row.Key!), static row => row.Seq);

        Assert.Equal(acknowledged.OrderBy(static debit => debit.Key), debited.OrderBy(static debit => debit.Key));
        foreach (var team in teams)
        {
            var audit = await Api.ExpectAsync<AuditDocument>(HttpMethod.Get, Gateways[0], $"/v1/teams/{team}/audit", body: null, cancellation);
            Assert.True(audit.Ok, team);
        }
    }

    private sealed record NewKey(string Key);
}
