using System.Net;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Tests.Mcp;

/// <summary>What models are told is so.</summary>
public sealed partial class LlmsTextTests(GatewayHost gateway)
{
    [Fact]
    public async Task It_is_open_and_plain_and_short()
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await http.GetAsync("/llms.txt", TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("# Purser\n\n> ", text, StringComparison.Ordinal);
        Assert.True(text.Length < 4000, $"{text.Length} characters.");
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public async Task Every_address_in_it_is_served()
    {
        var text = await TextAsync();
        var served = gateway.Routes.SelectMany(Routes.DescribeAll).Select(static route => route.ToString()).ToHashSet(StringComparer.Ordinal);
        var calls = CallInText().Matches(text).Select(static match => match.Value).ToList();

        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Contains(call, served));
        Assert.All(Link().Matches(text).Select(static match => match.Groups["path"].Value), path => Assert.Contains(served, route => route.EndsWith($" {path}", StringComparison.Ordinal) || route.Contains($" {path}/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_reason_in_it_is_one_and_none_is_left_out()
    {
        var told = Reason().Matches(await TextAsync()).Select(static match => (match.Groups["code"].Value, int.Parse(match.Groups["status"].Value, null))).ToList();
        var document = string.Concat((await gateway.Api.ContractAsync()).Document.GetProperty("components").GetProperty("responses").EnumerateObject()
            .Select(static response => response.Value.GetProperty("description").GetString()));

        Assert.Equal(
            Enum.GetValues<RefusalReason>().Select(static reason => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())),
            told.Select(static reason => reason.Value));
        Assert.All(told, reason => Assert.Contains($"`{reason.Value.Replace('_', '-')}`", document, StringComparison.Ordinal));
        Assert.All(told, static reason => Assert.Contains(reason.Item2, new[] { 402, 403, 422 }));
    }

    [Fact]
    public async Task Every_tool_in_it_is_one_and_none_is_left_out()
    {
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);
        var told = (await TextAsync()).Split('\n').Single(static line => line.StartsWith("- [/mcp]", StringComparison.Ordinal)).Split(": ")[^1].Split(", ");

        Assert.Equal((await assistant.ToolsAsync()).Keys.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_debit_that_it_shows_is_one()
    {
        var body = Regex.Match(await TextAsync(), """\{"memberId".*?\}""", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        await gateway.Api.OpenAsync("told");

        Assert.Equal(HttpStatusCode.Created, (await gateway.Api.PostAsync("/v1/teams/told/debits", body, "k")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.PostAsync("/v1/teams/told/debits", body, "k")).Status);
    }

    private async Task<string> TextAsync() => (await gateway.Api.GetAsync("/llms.txt")).Text;

    [GeneratedRegex(@"(GET|POST|PUT|DELETE) /[^` ]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallInText();

    [GeneratedRegex(@"\]\((?<path>[^)]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^- `(?<code>[a-z_]+)` \((?<status>\d+)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();
}
