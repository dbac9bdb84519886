using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Purser.Gateway.Tests.Mcp;

/// <summary>An assistant with a key, by the protocol's own client. What it is answered is held against what the tool says it answers.</summary>
internal sealed class Assistant(McpClient client) : IAsyncDisposable
{
    private Dictionary<string, Tool>? tools;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Assistant> ConnectAsync(GatewayHost gateway, string key, string? version = null) => new(await McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(gateway.Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {key}" },
        }),
        new McpClientOptions { ProtocolVersion = version },
        cancellationToken: Cancellation));

    /// <summary>A key of the gateway's.</summary>
    public static async Task<string> KeyAsync(GatewayHost gateway, string scope, string? teamId = null) => (await gateway.Api.PostAsync(
        "/v1/api-keys", JsonSerializer.Serialize(new { name = "k", scope, teamId }))).Json.GetProperty("key").GetString()!;

    public async Task<Dictionary<string, Tool>> ToolsAsync() => tools ??= (await client.ListToolsAsync(cancellationToken: Cancellation))
        .ToDictionary(static tool => tool.Name, static tool => tool.ProtocolTool, StringComparer.Ordinal);

    /// <param name="tool">Its name.</param>
    /// <param name="arguments">A JSON object.</param>
    public async Task<ToolReply> CallAsync(string tool, string arguments = "{}")
    {
        var answer = await client.CallToolAsync(
            new CallToolRequestParams { Name = tool, Arguments = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments) }, Cancellation);
        var texts = answer.Content.Cast<TextContentBlock>().Select(static block => block.Text).ToList();
        if (answer.IsError is true)
        {
            Assert.Null(answer.StructuredContent);
            return new ToolReply(true, texts[0], JsonDocument.Parse(texts[1]).RootElement);
        }

        var document = answer.StructuredContent!.Value;
        Assert.True(JsonElement.DeepEquals(document, JsonDocument.Parse(texts[1]).RootElement), "The text is not the document.");
        if ((await ToolsAsync()).TryGetValue(tool, out var described))
        {
            Assert.Null(new JsonSchema(described.OutputSchema!.Value).FirstError(document, described.OutputSchema.Value));
        }

        return new ToolReply(false, texts[0], document);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}

/// <summary>What a tool answered: its text, and the document or the problem.</summary>
internal sealed record ToolReply(bool IsError, string Text, JsonElement Json)
{
    public string? Confirm => Json.GetProperty("confirm").GetString();

    /// <summary>It is a problem of this kind, told in a sentence.</summary>
    public ToolReply ShouldBeProblem(string code)
    {
        Assert.Equal($"urn:purser:problem:{code}", IsError ? Json.GetProperty("type").GetString() : Text);
        Assert.StartsWith(Json.GetProperty("detail").GetString()!, Text, StringComparison.Ordinal);
        return this;
    }
}
