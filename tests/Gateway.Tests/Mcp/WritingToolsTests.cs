using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests.Mcp;

/// <summary>A change is previewed, and made once when it is confirmed, by whichever gateway.</summary>
public sealed class WritingToolsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-10T12:00:00Z"));
    private readonly GatewayHost gateway;

    public WritingToolsTests() => gateway = new GatewayHost(hasCluster: true, time);

    /// <summary>Each tool with arguments that change something, and what is different then of the team.</summary>
    public static TheoryData<string, string, string> Changes => new()
    {
        { "grant_extra", """{"teamId":"acme","credits":50,"reason":"an apology"}""", "credits" },
        { "set_budget", """{"teamId":"acme","budget":40}""", "members" },
        { "set_budget", """{"teamId":"acme","memberId":"ben","budget":5}""", "members" },
        { "set_budget", """{"teamId":"acme","memberId":"ben"}""", "members" },
        { "set_automation_budget", """{"teamId":"acme","percent":20}""", "credits" },
        { "reverse_debit", """{"teamId":"acme","entryId":2,"reason":"the model timed out"}""", "credits" },
    };

    private FakeTeam Team => gateway.Teams["acme"];

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Nothing_changes_until_it_is_confirmed_and_then_once(string tool, string arguments, string read)
    {
        await FillAsync();
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        var before = await LookAsync();

        var preview = await assistant.CallAsync(tool, arguments);

        Assert.False(preview.IsError, preview.Text);
        Assert.False(preview.Json.GetProperty("done").GetBoolean());
        Assert.StartsWith("Nothing is changed yet.", preview.Text, StringComparison.Ordinal);
        Assert.Equal("2026-03-10T12:10:00Z", preview.Json.GetProperty("expiresAt").GetString());
        Assert.Equal(before, await LookAsync());

        var done = await assistant.CallAsync(tool, Confirmed(arguments, preview.Confirm));

        Assert.False(done.IsError, done.Text);
        Assert.True(done.Json.GetProperty("done").GetBoolean());
        Assert.Equal(JsonValueKind.Object, done.Json.GetProperty("result").ValueKind);
        var after = await LookAsync();
        Assert.NotEqual(before[read], after[read]);

        var again = await assistant.CallAsync(tool, Confirmed(arguments, preview.Confirm));

        Assert.Equal(after, await LookAsync());
        if (again.IsError)
        {
            // Made again it would undo what others changed since.
            again.ShouldBeProblem("confirmation-used");
        }
        else
        {
            Assert.Equal(done.Json.GetProperty("result").GetProperty("entryId").GetInt64(), again.Json.GetProperty("result").GetProperty("entryId").GetInt64());
        }
    }

    [Fact]
    public async Task A_preview_says_what_would_happen()
    {
        await FillAsync();
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        Assert.Equal("Acme (acme) gets 50 extra credits, from 0 to 50. The reason given is: an apology", await EffectAsync("grant_extra", """{"teamId":"acme","credits":50,"reason":"an apology"}"""));
        Assert.Equal("The budget of all members of acme that have none of their own goes from none to 40 credits per cycle.", await EffectAsync("set_budget", """{"teamId":"acme","budget":40}"""));
        Assert.Equal("The budget of Ben (ben) goes from 9 credits per cycle to none; used in this cycle: 1.", await EffectAsync("set_budget", """{"teamId":"acme","memberId":"ben","budget":null}"""));
        Assert.Equal("The budget of Ben (ben) goes from 9 credits per cycle to 1 credit per cycle; used in this cycle: 1, so nothing more can be spent in it.", await EffectAsync("set_budget", """{"teamId":"acme","memberId":"ben","budget":1}"""));
        Assert.Equal("The budget of Ben (ben) goes from 9 credits per cycle to none, as the team's; used in this cycle: 1.", await EffectAsync("set_budget", """{"teamId":"acme","memberId":"ben"}"""));
        Assert.Equal("Auto Bid's budget in Acme (acme) goes from none to 7 credits per cycle; used in this cycle: 7, so its runs stop at once.", await EffectAsync("set_automation_budget", """{"teamId":"acme","percent":1}"""));
        Assert.Equal("The credit of debit 2 (Answer by ben at 2026-03-01T00:00:02Z) goes back to pool.", await EffectAsync("reverse_debit", """{"teamId":"acme","entryId":2}"""));
        await gateway.Api.PostAsync("/v1/teams/acme/debits/2/reversal");
        Assert.Equal("Nothing happens: debit 2 (Answer by ben at 2026-03-01T00:00:02Z) was reversed by entry 3 already.", await EffectAsync("reverse_debit", """{"teamId":"acme","entryId":2}"""));

        async Task<string?> EffectAsync(string tool, string arguments) => (await assistant.CallAsync(tool, arguments)).Json.GetProperty("effect").GetString();
    }

    [Theory]
    [InlineData("grant_extra", """{"teamId":"gone","credits":5,"reason":"x"}""", "team-not-found")]
    [InlineData("grant_extra", """{"teamId":"acme","credits":0,"reason":"x"}""", "invalid-request")]
    [InlineData("set_budget", """{"teamId":"acme"}""", "invalid-request")]
    [InlineData("set_budget", """{"teamId":"acme","memberId":"nobody","budget":5}""", "member-not-found")]
    [InlineData("set_automation_budget", """{"teamId":"acme","credits":5,"percent":5}""", "invalid-request")]
    [InlineData("reverse_debit", """{"teamId":"acme","entryId":1}""", "entry-not-found")]
    [InlineData("reverse_debit", """{"teamId":"acme","entryId":9223372036854775807}""", "entry-not-found")]
    public async Task What_would_be_refused_is_refused_in_the_preview(string tool, string arguments, string code)
    {
        await FillAsync();
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        (await assistant.CallAsync(tool, arguments)).ShouldBeProblem(code);
    }

    [Fact]
    public async Task A_reversal_is_no_debit()
    {
        await FillAsync();
        await gateway.Api.PostAsync("/v1/teams/acme/debits/2/reversal");
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        (await assistant.CallAsync("reverse_debit", """{"teamId":"acme","entryId":3}""")).ShouldBeProblem("not-a-debit");
    }

    [Theory]
    [InlineData("grant_extra", """{"teamId":"acme","credits":51,"reason":"an apology"}""")]
    [InlineData("grant_extra", """{"teamId":"acme","credits":50,"reason":"an apology."}""")]
    [InlineData("grant_extra", """{"teamId":"other","credits":50,"reason":"an apology"}""")]
    [InlineData("set_budget", """{"teamId":"acme","budget":50}""")]
    public async Task A_confirmation_is_good_for_the_call_it_was_given_for_alone(string tool, string arguments)
    {
        await FillAsync();
        await gateway.Api.OpenAsync("other");
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        var preview = await assistant.CallAsync("grant_extra", """{"teamId":"acme","credits":50,"reason":"an apology"}""");
        var before = await LookAsync();

        (await assistant.CallAsync(tool, Confirmed(arguments, preview.Confirm))).ShouldBeProblem("confirmation-differs");

        Assert.Equal(before, await LookAsync());
    }

    [Fact]
    public async Task The_order_of_the_arguments_is_nothing_altered()
    {
        await FillAsync();
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        var preview = await assistant.CallAsync("grant_extra", """{"teamId":"acme","credits":50,"reason":"an apology"}""");

        var done = await assistant.CallAsync("grant_extra", Confirmed("""{"reason":"an apology","teamId":"acme","credits":50}""", preview.Confirm));

        Assert.True(done.Json.GetProperty("done").GetBoolean());
        Assert.Equal("acme has 50 extra credits more (entry 3): 50 in all.", done.Text);
    }

    [Fact]
    public async Task A_confirmation_is_good_for_the_caller_it_was_given_to_alone()
    {
        await FillAsync();
        const string Asked = """{"teamId":"acme","budget":40}""";
        await using var one = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "team", "acme"));
        await using var another = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "team", "acme"));
        var preview = await one.CallAsync("set_budget", Asked);
        var before = await LookAsync();

        (await another.CallAsync("set_budget", Confirmed(Asked, preview.Confirm))).ShouldBeProblem("confirmation-differs");

        Assert.Equal(before, await LookAsync());
        Assert.False((await one.CallAsync("set_budget", Confirmed(Asked, preview.Confirm))).IsError);
    }

    [Fact]
    public async Task A_confirmation_that_expired_or_is_made_up_is_none()
    {
        await FillAsync();
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        const string Asked = """{"teamId":"acme","credits":50,"reason":"an apology"}""";
        var confirm = (await assistant.CallAsync("grant_extra", Asked)).Confirm!;
        var link = (await gateway.Api.PostAsync("/v1/teams/acme/portal-links", """{"memberId":"anna"}""")).Json.GetProperty("url").GetString()!.Split('=')[1];
        var before = await LookAsync();

        foreach (var made in new[] { "", "x", "1.e30.e30", confirm[..^2], confirm + "A", confirm.Replace(".", "..", StringComparison.Ordinal), link })
        {
            (await assistant.CallAsync("grant_extra", Confirmed(Asked, made))).ShouldBeProblem("confirmation-unknown");
        }

        time.Advance(TimeSpan.FromMinutes(10));
        (await assistant.CallAsync("grant_extra", Confirmed(Asked, confirm))).ShouldBeProblem("confirmation-expired");
        Assert.Equal(before, await LookAsync());
    }

    [Fact]
    public async Task Any_gateway_honours_a_confirmation_and_all_of_them_together_once()
    {
        await using var other = new GatewayHost(hasCluster: true, time);
        gateway.Teams.Door.ShareWith(other.Teams.Door);
        await FillAsync();
        await other.Api.OpenAsync("acme");
        await using var here = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        await using var there = await Assistant.ConnectAsync(other, GatewayHost.OperatorKey);
        const string Asked = """{"teamId":"acme","budget":40}""";
        var confirm = (await here.CallAsync("set_budget", Asked)).Confirm;

        Assert.True((await there.CallAsync("set_budget", Confirmed(Asked, confirm))).Json.GetProperty("done").GetBoolean());
        (await here.CallAsync("set_budget", Confirmed(Asked, confirm))).ShouldBeProblem("confirmation-used");
    }

    [Theory]
    [InlineData("team_read", "acme", "set_budget")]
    [InlineData("operator_read", null, "set_budget")]
    [InlineData("team", "other", "set_budget")]
    [InlineData("team", "acme", "grant_extra")]
    public async Task Who_may_not_change_it_is_refused_in_the_preview_already(string scope, string? keyTeam, string tool)
    {
        await FillAsync();
        await gateway.Api.OpenAsync("other");
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, scope, keyTeam));
        var calls = Team.Calls;

        (await assistant.CallAsync(tool, """{"teamId":"acme","budget":40}""")).ShouldBeProblem("not-yours");

        Assert.Equal(calls, Team.Calls);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_made_for_who_confirmed_it(string tool, string arguments, string read)
    {
        await FillAsync();
        var made = await gateway.Api.PostAsync("/v1/api-keys", """{"name":"k","scope":"operator"}""");
        await using var assistant = await Assistant.ConnectAsync(gateway, made.Json.GetProperty("key").GetString()!);
        var preview = await assistant.CallAsync(tool, arguments);

        await assistant.CallAsync(tool, Confirmed(arguments, preview.Confirm));

        Assert.Equal($"key:{made.Json.GetProperty("keyId").GetString()}", Team.LastActor.Text);
        Assert.NotEmpty(read);
    }

    private static string Confirmed(string arguments, string? confirm) => $"{arguments[..^1]},\"confirm\":{JsonSerializer.Serialize(confirm)}}}";

    private async Task<Dictionary<string, string>> LookAsync() => new(StringComparer.Ordinal)
    {
        ["credits"] = (await gateway.Api.GetAsync("/v1/teams/acme/credits")).Text,
        ["members"] = (await gateway.Api.GetAsync("/v1/teams/acme/members")).Text,
    };

    /// <summary>A team with Ben, who has a budget of his own, and one debit of his, entry 2.</summary>
    private async Task FillAsync()
    {
        await gateway.Api.OpenAsync("acme");
        await gateway.Api.PutAsync("/v1/teams/acme/members/ben", """{"name":"Ben","role":"member","budget":9}""");
        await gateway.Api.PostAsync("/v1/teams/acme/debits", """{"memberId":"ben","action":"answer"}""", "d");
    }
}
