using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Everything the stand-in remembers.</summary>
internal sealed class StripeStore(StandInFolder? folder)
{
    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);
    private readonly StripeMemory memory = folder?.Read() ?? new();

    public List<PlannedDelivery> Deliveries => memory.Deliveries;

    public Dictionary<string, FirstAnswer> Answers => memory.Answers;

    /// <summary>Whether what there was is hidden, as another account's things are.</summary>
    public bool IsHidden => hidden.Count > 0;

    /// <summary>The objects of a kind, oldest first.</summary>
    public IEnumerable<JsonObject> All(string kind) =>
        memory.Objects.Values.Where(json => json.Text("object") == kind && !hidden.Contains(json.Id()));

    public JsonObject? Find(string? id) =>
        id is not null && memory.Objects.TryGetValue(id, out var json) && !hidden.Contains(id) ? json : null;

    /// <summary>Hides what there is, but for what is for sale and what happened; or shows it again.</summary>
    public void Hide(bool hide)
    {
        hidden.Clear();
        if (hide)
        {
            hidden.UnionWith(memory.Objects.Values
                .Where(json => json.Text("object") is not (Prices.Kind or Prices.ProductKind or "event")).Select(json => json.Id()));
        }
    }

    public JsonObject? Find(string kind, string? id) => Find(id) is { } json && json.Text("object") == kind ? json : null;

    /// <exception cref="StripeError">There is none; <paramref name="parameter"/> is the one that named it.</exception>
    public JsonObject Get(string kind, string? id, string parameter = "id") =>
        Find(kind, id) ?? throw StripeError.Missing(kind, id, parameter);

    public JsonObject Put(JsonObject json)
    {
        memory.Objects[json.Id()] = json;
        return json;
    }

    /// <summary>Counts up for ever, so that ids sort as they were made and are told apart at a glance.</summary>
    public string NewId(string prefix) => $"{prefix}_{memory.Run}{++memory.LastId:D6}";

    public void Save() => folder?.Write(memory);
}
