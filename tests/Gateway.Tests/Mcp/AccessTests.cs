using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using Purser.Teams;

namespace Purser.Gateway.Tests.Mcp;

/// <summary>Who is let in to the tools, to which, and what is said to whom not.</summary>
public sealed class AccessTests(GatewayHost gateway)
{
    private static readonly string[] OfTeams = ["why_out_of_credits", "credits", "usage", "usage_summary", "members", "forecast", "insights", "audit_log"];
    private static readonly string[] OfTeamsToWrite = ["set_budget", "set_automation_budget", "reverse_debit"];

    public static TheoryData<string, string[]> Scopes => new()
    {
        { "operator", [.. OfTeams, "find_teams", .. OfTeamsToWrite, "grant_extra"] },
        { "operator_read", [.. OfTeams, "find_teams"] },
        { "team", [.. OfTeams, .. OfTeamsToWrite] },
        { "team_read", OfTeams },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task Each_key_is_shown_the_tools_it_is_good_for(string scope, string[] tools)
    {
        var isOfTeam = scope.StartsWith("team", StringComparison.Ordinal);
        await gateway.Api.OpenAsync("shown");
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, scope, isOfTeam ? "shown" : null));

        var shown = await assistant.ToolsAsync();

        Assert.Equal(tools.Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(shown.Values, tool =>
        {
            var isRead = !OfTeamsToWrite.Contains(tool.Name) && tool.Name != "grant_extra";
            Assert.Equal((isRead, true, false), (tool.Annotations!.ReadOnlyHint, tool.Annotations.IdempotentHint, tool.Annotations.OpenWorldHint));
            Assert.Equal(tool.Name is "set_budget" or "set_automation_budget", tool.Annotations.DestructiveHint);
            Assert.NotEmpty(tool.Title!);
            var (input, properties) = (tool.InputSchema, tool.InputSchema.GetProperty("properties"));
            Assert.Equal(("object", false, !isRead), (input.GetProperty("type").GetString(), input.GetProperty("additionalProperties").GetBoolean(), properties.TryGetProperty("confirm", out _)));
            Assert.Equal(tool.Name != "find_teams", properties.TryGetProperty("teamId", out _));
            Assert.Equal(tool.Name != "find_teams" && !isOfTeam, input.GetProperty("required").EnumerateArray().Any(static name => name.GetString() == "teamId"));
            Assert.All(References(input).Concat(References(tool.OutputSchema!.Value)), static reference => Assert.StartsWith("#/$defs/", reference, StringComparison.Ordinal));
            Assert.False(input.TryGetProperty("oneOf", out _));
        });
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "unauthenticated")]
    [InlineData("nobody's", HttpStatusCode.Unauthorized, "unauthenticated")]
    [InlineData("debit", HttpStatusCode.Forbidden, "not-yours")]
    [InlineData("debit of a team", HttpStatusCode.Forbidden, "not-yours")]
    public async Task Whose_key_reads_nothing_gets_nothing(string? key, HttpStatusCode status, string code)
    {
        await gateway.Api.OpenAsync("shut");
        var secret = key switch
        {
            "debit" => await Assistant.KeyAsync(gateway, "debit"),
            "debit of a team" => await Assistant.KeyAsync(gateway, "debit", "shut"),
            _ => key,
        };

        (await PostAsync(Call("tools/list"), headers => headers.Authorization = secret is null ? null : new("Bearer", secret))).ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task A_key_of_a_team_sees_that_team_whether_it_names_it_or_not_and_no_other()
    {
        await gateway.Api.OpenAsync("mine");
        await gateway.Api.OpenAsync("theirs");
        foreach (var scope in new[] { "team", "team_read" })
        {
            await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, scope, "mine"));
            foreach (var tool in OfTeams)
            {
                Assert.False((await assistant.CallAsync(tool)).IsError);
                Assert.False((await assistant.CallAsync(tool, """{"teamId":"mine"}""")).IsError);
                (await assistant.CallAsync(tool, """{"teamId":"theirs"}""")).ShouldBeProblem("not-yours");
                (await assistant.CallAsync(tool, """{"teamId":"nobodys"}""")).ShouldBeProblem("not-yours");
            }

            (await assistant.CallAsync("find_teams")).ShouldBeProblem("not-yours");
        }
    }

    [Fact]
    public async Task A_key_of_all_teams_names_one_that_there_is()
    {
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "operator_read"));
        foreach (var tool in OfTeams)
        {
            (await assistant.CallAsync(tool, """{"teamId":"nowhere"}""")).ShouldBeProblem("team-not-found");
            (await assistant.CallAsync(tool)).ShouldBeProblem("invalid-request");
        }
    }

    [Theory]
    [InlineData("usage", """{"limit":0}""", "limit must be a whole number from 1 to 200.")]
    [InlineData("usage", """{"limit":"5"}""", "limit must be a whole number from 1 to 200.")]
    [InlineData("usage", """{"membr":"anna"}""", "There is no argument membr here; the arguments are teamId, member, action, bucket, regeneration, job, from, to, cursor, limit.")]
    [InlineData("usage", """{"member":"a/b"}""", "member must be " + IdRule.Words + ".")]
    [InlineData("usage", """{"member":["anna"]}""", "member must be a string.")]
    [InlineData("usage", """{"cursor":"x"}""", "cursor must be the `next` of an earlier page, unchanged.")]
    [InlineData("usage", """{"from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "from must not be after to.")]
    [InlineData("credits", """{"teamId":7}""", "teamId must be a string.")]
    [InlineData("credits", """{"teamId":".."}""", "teamId must be " + IdRule.Words + ".")]
    [InlineData("credits", """{"confirm":"x"}""", "There is no argument confirm here; the arguments are teamId, member.")]
    [InlineData("insights", """{"days":1000}""", "days must be a whole number from 1 to 90.")]
    [InlineData("reverse_debit", "{}", "The member entryId is missing.")]
    [InlineData("usage_summary", """{"by":"colour"}""", "by must be one of member, action, day, job, source, bucket.")]
    public async Task Arguments_that_are_wrong_are_said_to_be_so(string tool, string arguments, string detail)
    {
        await gateway.Api.OpenAsync("asked");
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "team", "asked"));

        Assert.Equal(detail, (await assistant.CallAsync(tool, arguments)).ShouldBeProblem("invalid-request").Text);
    }

    [Fact]
    public async Task A_tool_that_there_is_not_is_said_to_be_none()
    {
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        var none = await Assert.ThrowsAsync<McpProtocolException>(() => assistant.CallAsync("drop_everything"));

        Assert.Equal(McpErrorCode.InvalidParams, none.ErrorCode);
        Assert.Contains("why_out_of_credits", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-03-26")]
    [InlineData("2024-11-05")]
    public async Task Clients_of_the_protocol_as_it_was_are_served_too(string version)
    {
        await gateway.Api.OpenAsync("old");
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey, version);

        Assert.Contains("credits", (await assistant.ToolsAsync()).Keys);
        Assert.False((await assistant.CallAsync("credits", """{"teamId":"old"}""")).IsError);
    }

    [Fact]
    public async Task What_goes_wrong_behind_it_is_told_in_a_sentence()
    {
        await gateway.Api.OpenAsync("ill");
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        gateway.Teams["ill"].Failure = new LedgerUnavailableException("away");
        Assert.Equal("The ledger could not be read in time; ask again. (unavailable)", (await assistant.CallAsync("credits", """{"teamId":"ill"}""")).ShouldBeProblem("unavailable").Text);

        gateway.Teams["ill"].Failure = new InvalidOperationException("a bug");
        var bug = (await assistant.CallAsync("credits", """{"teamId":"ill"}""")).ShouldBeProblem("internal-error");
        Assert.DoesNotContain("a bug", bug.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("\"x\"", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"tools/list"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":7}""", HttpStatusCode.OK)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", HttpStatusCode.OK)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", HttpStatusCode.OK)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"credits","arguments":[]}}""", HttpStatusCode.OK)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"nothing"}""", HttpStatusCode.OK)]
    public async Task What_is_not_the_protocol_is_refused_in_its_words_and_never_a_fault_of_ours(string body, HttpStatusCode status)
    {
        var answer = await PostAsync(body);

        Assert.Equal(status, answer.Status);
        Assert.Contains("\"error\"", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"teamId":"half","member":"\ud800"}""")]
    [InlineData("""{"teamId":"\udc00"}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task Half_a_character_is_refused_in_our_words(string arguments)
    {
        var answer = await PostAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"credits","arguments":{{{arguments}}}}}""");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Contains("A string holds half a character", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_or_too_large_is_refused_as_everywhere()
    {
        (await PostAsync(Call("tools/list"), type: "text/plain")).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await PostAsync(new string(' ', 70_000))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await gateway.Api.GetAsync("/mcp")).ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        (await gateway.Api.DeleteAsync("/mcp")).ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused_whatever_host_it_came_by()
    {
        var own = gateway.Address.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { "https://evil.example", "null", own })
        {
            (await PostAsync(Call("tools/list"), headers => headers.Add("Origin", origin))).ShouldBeProblem(HttpStatusCode.Forbidden, "origin-not-allowed");
        }

        await using var named = new GatewayHost(hasCluster: true, time: null, ("Purser:PublicUrl", "https://credits.example.com/under"));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Call("tools/list"), headers => headers.Add("Origin", "https://credits.example.com"), at: named)).Status);
        (await PostAsync(Call("tools/list"), headers => headers.Add("Origin", "https://evil.example"), at: named)).ShouldBeProblem(HttpStatusCode.Forbidden, "origin-not-allowed");
    }

    [Fact]
    public async Task Limits_of_keys_teams_and_reads_of_much_hold_here_too()
    {
        await using var limited = new GatewayHost(
            hasCluster: true, new FakeTimeProvider(DateTimeOffset.Parse("2026-03-10T12:00:00Z")),
            ("Purser:RateLimits:HeavyReads:PerSecond", "0.1"), ("Purser:RateLimits:HeavyReads:AtOnce", "3"),
            ("Purser:RateLimits:Key:PerSecond", "0.1"), ("Purser:RateLimits:Key:AtOnce", "20"));
        await limited.Api.OpenAsync("acme");
        var key = await Assistant.KeyAsync(limited, "team", "acme");
        await using var assistant = await Assistant.ConnectAsync(limited, key);

        Assert.False((await assistant.CallAsync("why_out_of_credits")).IsError);
        Assert.False((await assistant.CallAsync("forecast")).IsError);
        Assert.Contains("Reads of much", (await assistant.CallAsync("insights")).ShouldBeProblem("rate-limited").Text, StringComparison.Ordinal);
        Assert.False((await assistant.CallAsync("credits")).IsError);

        ApiAnswer answer;
        do
        {
            answer = await PostAsync(Call("tools/list"), headers => headers.Authorization = new("Bearer", key), at: limited);
        }
        while (answer.Status == HttpStatusCode.OK);
        answer.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate-limited");
    }

    private static string Call(string method) => $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"}""";

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static member =>
            member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<ApiAnswer> PostAsync(
        string body, Action<System.Net.Http.Headers.HttpRequestHeaders>? headers = null, string type = "application/json", GatewayHost? at = null) =>
        await (at ?? gateway).Api.SendAsync(HttpMethod.Post, "/mcp", new StringContent(body, Encoding.UTF8, type), headers: sent =>
        {
            sent.Accept.ParseAdd("application/json, text/event-stream");
            headers?.Invoke(sent);
        });
}
