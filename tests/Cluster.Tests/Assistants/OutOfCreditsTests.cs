using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Assistants;

/// <summary>An assistant is asked why a team is out of credits, and gives it some: whichever gateway its calls come to, each of them.</summary>
[Collection(OneProcess.Name)]
public sealed class OutOfCreditsTests(OneProcessCluster cluster)
{
    private const int SeatCredits = 100;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_told_why_and_what_it_confirms_happens_once()
    {
        var team = (await cluster.OpenTeamsAsync("asked-about", count: 1, seats: 1))[0];
        var debits = Enumerable.Range(0, SeatCredits).Select(n => new Ask.Debit($"d-{n}", "owner", AiAction.CoverLetter, JobId: null, Regeneration: n % 2 == 0)).ToArray();
        Assert.All(await cluster.Api.AskBatchAsync(cluster.Gateways[0], team, debits, cancellation), answer => Assert.IsType<Answer.Done>(answer));
        await using var one = await ConnectAsync(0);
        await using var other = await ConnectAsync(1);

        foreach (var assistant in new[] { one, other })
        {
            var (why, document) = await CallAsync(assistant, "why_out_of_credits", new() { ["teamId"] = team });
            Assert.StartsWith("asked-about (active): debits are refused, credits_exhausted. Pool and extra are empty; wait until the pool resets", why, StringComparison.Ordinal);
            Assert.Contains("50 of 100 credits went on generating results again", why, StringComparison.Ordinal);
            Assert.Equal("credits_exhausted", document.GetProperty("blockedBy").GetString());
            Assert.Equal((SeatCredits, 0), (document.GetProperty("credits").GetProperty("used").GetInt32(), document.GetProperty("credits").GetProperty("spendable").GetInt32()));
        }

        await GrantAsync(one, other, team);
        await SetBudgetAsync(one, other, team);
        var (_, log) = await CallAsync(other, "audit_log", new() { ["teamId"] = team });
        Assert.Equal(
            [("team_budget_set", "operator"), ("extra_granted", "operator")],
            log.GetProperty("items").EnumerateArray().Take(2).Select(static item => (item.GetProperty("change").GetString(), item.GetProperty("actor").GetString())));
    }

    private static async Task GrantAsync(McpClient one, McpClient other, string team)
    {
        Dictionary<string, object?> grant = new() { ["teamId"] = team, ["credits"] = 20, ["reason"] = "an apology" };
        grant["confirm"] = (await CallAsync(one, "grant_extra", grant)).Document.GetProperty("confirm").GetString();
        Assert.Equal(0, await ExtraAsync(one, team));

        await CallAsync(other, "grant_extra", grant);
        await CallAsync(one, "grant_extra", grant);

        Assert.Equal(20, await ExtraAsync(other, team));
    }

    private static async Task SetBudgetAsync(McpClient one, McpClient other, string team)
    {
        Dictionary<string, object?> budget = new() { ["teamId"] = team, ["budget"] = 7 };
        budget["confirm"] = (await CallAsync(one, "set_budget", budget)).Document.GetProperty("confirm").GetString();
        await CallAsync(other, "set_budget", budget);

        var again = await one.CallToolAsync("set_budget", budget, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(again.IsError);
        Assert.Contains("confirmation_used", ((TextContentBlock)again.Content[0]).Text, StringComparison.Ordinal);
    }

    private static async Task<int> ExtraAsync(McpClient assistant, string team) =>
        (await CallAsync(assistant, "credits", new() { ["teamId"] = team })).Document.GetProperty("extra").GetInt32();

    private static async Task<(string Text, JsonElement Document)> CallAsync(McpClient assistant, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await assistant.CallToolAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        var text = ((TextContentBlock)answer.Content[0]).Text;
        Assert.False(answer.IsError is true, text);
        return (text, answer.StructuredContent!.Value);
    }

    private Task<McpClient> ConnectAsync(int gateway) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(cluster.Gateways[gateway], "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {cluster.Local.OperatorKey}" },
        }),
        cancellationToken: cancellation);
}
