using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;

namespace Purser.Gateway.Mcp;

/// <summary>Serves the tools: to each caller those that their key is good for.</summary>
internal sealed partial class Assistants(
    EndpointDataSource endpoints, ToolSchemas schemas, RateLimiting limits, ClusterCalls cluster, Confirmations confirmations, ILogger<Assistants> log)
{
    public static readonly AssistantTool[] Tools = [.. ReadingTools.All, .. WritingTools.All];

    private readonly Lazy<Dictionary<string, Endpoint>> calls = new(() => endpoints.Endpoints
        .Where(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        .ToDictionary(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, StringComparer.Ordinal));

    /// <summary>Answers one request.</summary>
    public void Serve(Caller caller, McpServerOptions options)
    {
        options.Handlers.ListToolsHandler = async (_, _) => new ListToolsResult { Tools = await ListAsync(caller) };
        options.Handlers.CallToolHandler = async (request, cancellation) => await CallAsync(caller, request.Params, cancellation);
    }

    private async Task<List<Tool>> ListAsync(Caller caller)
    {
        List<Tool> tools = [];
        foreach (var tool in Tools.Where(tool => tool.Calls.All(call => Refuse(caller, calls.Value[call], caller.TeamId?.Value) is null)))
        {
            tools.Add(new Tool
            {
                Name = tool.Name,
                Title = tool.Title,
                Description = tool.Description,
                InputSchema = await schemas.ArgumentsAsync(tool, needsTeam: caller.TeamId is null),
                OutputSchema = await schemas.AnswerAsync(tool),
                Annotations = tool.Annotations,
            });
        }

        return tools;
    }

    private async Task<CallToolResult> CallAsync(Caller caller, CallToolRequestParams? asked, CancellationToken cancellation)
    {
        var tool = Array.Find(Tools, tool => string.Equals(tool.Name, asked?.Name, StringComparison.Ordinal))
            ?? throw new McpProtocolException($"There is no such tool; the tools are {string.Join(", ", Tools.Select(static tool => tool.Name))}.", McpErrorCode.InvalidParams);
        var isRead = true;
        try
        {
            var call = new ToolCall(tool, caller, asked!.Arguments, cluster, confirmations);
            isRead = call.Confirmation is null;
            Admit(call);
            return Tell(await tool.CallAsync(call));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return Tell(Failures.Describe(exception, isRead) ?? Bug(tool, exception));
        }
    }

    /// <exception cref="ProblemException">The key is not good for one of the tool's calls, or they are too many.</exception>
    private void Admit(ToolCall call)
    {
        var asked = Array.ConvertAll(call.Tool.Calls, name => calls.Value[name]);
        foreach (var endpoint in asked)
        {
            if (Refuse(call.Caller, endpoint, call.TeamInAddress) is { } notYours)
            {
                throw new ProblemException(notYours);
            }
        }

        foreach (var endpoint in asked)
        {
            if (limits.RefuseWithin(endpoint, call.Caller, call.TeamInAddress) is { } tooOften)
            {
                throw new ProblemException(tooOften);
            }
        }
    }

    private static Problem? Refuse(Caller caller, Endpoint endpoint, string? team)
    {
        var whose = endpoint.Metadata.GetRequiredMetadata<KeyRequired>().Call;
        var isRead = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase);
        return caller.May(whose, isRead, team) ? null : Problem.NotYours(caller, whose);
    }

    private static CallToolResult Tell(ToolAnswer answer)
    {
        var document = JsonSerializer.SerializeToElement(answer.Document, GatewayJson.Default.GetTypeInfo(answer.Document.GetType())!);
        // Clients that know nothing of structured content read it as text.
        return new CallToolResult { Content = [Text(answer.Text), Text(Readable(document))], StructuredContent = document };
    }

    /// <summary>JSON in which names stay readable: it is read as text.</summary>
    private static string Readable(JsonElement document)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>No structured content: that would have to be the tool's answer.</summary>
    private static CallToolResult Tell(Problem problem) => new()
    {
        IsError = true,
        Content = [Text(problem.IsRefusal ? $"{problem.Detail} ({problem.Code})" : problem.Detail), Text(Encoding.UTF8.GetString(ProblemWriter.ToBytes(problem)))],
    };

    private static TextContentBlock Text(string text) => new() { Text = text };

    private Problem Bug(AssistantTool tool, Exception exception)
    {
        var id = Guid.NewGuid().ToString("N");
        LogBug(log, exception, tool.Name, id);
        return Problem.Bug(id);
    }

    [LoggerMessage(LogLevel.Error, "The tool {Tool} failed ({TraceId}).")]
    private static partial void LogBug(ILogger log, Exception exception, string tool, string traceId);
}
