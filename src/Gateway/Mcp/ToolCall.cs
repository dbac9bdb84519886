using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Mcp;

/// <summary>One call of a tool: who calls it, and with what.</summary>
internal sealed class ToolCall
{
    /// <summary>The argument that names the team.</summary>
    public const string Team = "teamId";

    /// <summary>The argument that confirms a change.</summary>
    public const string Confirm = "confirm";

    private readonly TeamId? teamId;
    private readonly SortedDictionary<string, JsonElement> arguments;

    /// <exception cref="ProblemException">What is sent beside the calls' own arguments is not as it must be.</exception>
    public ToolCall(AssistantTool tool, Caller caller, IDictionary<string, JsonElement>? sent, ClusterCalls cluster, Confirmations confirmations)
    {
        (Tool, Caller, Cluster, Confirmations) = (tool, caller, cluster, confirmations);
        arguments = new SortedDictionary<string, JsonElement>(sent ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal), StringComparer.Ordinal);
        if (tool.IsOfTeam)
        {
            teamId = Take(Team) is not { } named ? caller.TeamId ?? throw Invalid(Wrong.Missing(Team), Team)
                : TeamId.TryParse(named, provider: null, out var id) ? id
                : throw Invalid(Wrong.Not(Team, IdRule.Words), Team);
        }

        Confirmation = tool.IsRead ? null : Take(Confirm);
    }

    public AssistantTool Tool { get; }

    public Caller Caller { get; }

    public ClusterCalls Cluster { get; }

    public Confirmations Confirmations { get; }

    /// <summary>The confirmation that was sent; null where none was.</summary>
    public string? Confirmation { get; }

    /// <summary>The team of a tool that is of one: the one named, or the only one that the caller's key is for.</summary>
    public TeamId TeamId => teamId!.Value;

    /// <summary>The team as an address has it; null where the tool is of none.</summary>
    public string? TeamInAddress => teamId?.Value;

    /// <summary>What the calls are asked.</summary>
    /// <exception cref="ProblemException">It is not as it must be; the words say what is wrong.</exception>
    public T Read<T>()
        where T : class
    {
        var type = StrictJson.Type<T>();
        if (arguments.Keys.FirstOrDefault(name => !IsKnown(name, type)) is { } unknown)
        {
            throw Invalid($"There is no argument {Wrong.Shorten(unknown)} here; the arguments are {string.Join(", ", Tool.OwnArguments.Concat(type.Properties.Select(known => known.Name)))}.", Wrong.Shorten(unknown));
        }

        return RequestBody.Deserialize(Json(), type);
    }

    /// <summary>The calls' arguments as JSON, in one order whichever they were sent in.</summary>
    public ReadOnlySpan<byte> Json()
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan;
    }

    private static bool IsKnown(string name, JsonTypeInfo type) => type.Properties.Any(known => string.Equals(known.Name, name, StringComparison.Ordinal));

    private static ProblemException Invalid(string detail, string argument) => new(Problem.InvalidBody(detail, $"#/{Wrong.Step(argument)}"));

    /// <summary>A string of the tool's own; null where it is absent or null.</summary>
    private string? Take(string name)
    {
        if (!arguments.Remove(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(Wrong.NoText(name), name);
    }
}
