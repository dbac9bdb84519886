using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.Local.StandIns;

/// <summary>Everything the stand-in remembers: one file, replaced as a whole, so that it is never half of something.</summary>
internal sealed class StripeStore
{
    private const string FileName = "stripe.json";

    private readonly string? _file;
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private StripeMemory _memory = new();

    public StripeStore(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        DataFolder.CreateDirectory(folder);
        _file = Path.Combine(folder, FileName);
        if (File.Exists(_file))
        {
            Load(_file);
        }
    }

    public List<PlannedDelivery> Deliveries => _memory.Deliveries;

    public Dictionary<string, FirstAnswer> Answers => _memory.Answers;

    /// <summary>Whether what there was is hidden, as another account's things are.</summary>
    public bool IsHidden => _hidden.Count > 0;

    /// <summary>The objects of a kind, oldest first.</summary>
    public IEnumerable<JsonObject> All(string kind) =>
        _memory.Objects.Values.Where(json => json.Text("object") == kind && !_hidden.Contains(json.Id()));

    public JsonObject? Find(string? id) =>
        id is not null && _memory.Objects.TryGetValue(id, out var json) && !_hidden.Contains(id) ? json : null;

    /// <summary>Hides what there is, but for what is for sale and what happened; or shows it again.</summary>
    public void Hide(bool hide)
    {
        _hidden.Clear();
        if (hide)
        {
            _hidden.UnionWith(_memory.Objects.Values
                .Where(json => json.Text("object") is not (Prices.Kind or Prices.ProductKind or "event")).Select(json => json.Id()));
        }
    }

    public JsonObject? Find(string kind, string? id) => Find(id) is { } json && json.Text("object") == kind ? json : null;

    /// <exception cref="StripeError">There is none; <paramref name="parameter"/> is the one that named it.</exception>
    public JsonObject Get(string kind, string? id, string parameter = "id") =>
        Find(kind, id) ?? throw StripeError.Missing(kind, id, parameter);

    public JsonObject Put(JsonObject json)
    {
        _memory.Objects[json.Id()] = json;
        return json;
    }

    /// <summary>Counts up for ever, so that ids sort as they were made and are told apart at a glance.</summary>
    public string NewId(string prefix) => $"{prefix}_{_memory.Run}{++_memory.LastId:D6}";

    public void Save()
    {
        if (_file is null)
        {
            return;
        }

        var next = _file + ".next";
        PrivateFile.Write(next, JsonSerializer.Serialize(_memory));
        File.Move(next, _file, overwrite: true);
    }

    private void Load(string file)
    {
        try
        {
            _memory = JsonSerializer.Deserialize<StripeMemory>(File.ReadAllText(file)) ?? new();
        }
        catch (JsonException broken)
        {
            throw new LocalException($"{file} cannot be read ({broken.Message}). Delete it to begin with an empty Stripe.", broken);
        }
    }
}

/// <summary>The file's content.</summary>
internal sealed class StripeMemory
{
    /// <summary>Two stand-ins must not make the same ids: one database may have met both.</summary>
    public string Run { get; init; } = System.Security.Cryptography.RandomNumberGenerator.GetHexString(8, lowercase: true);

    public long LastId { get; set; }

    public OrderedDictionary<string, JsonObject> Objects { get; init; } = new(StringComparer.Ordinal);

    public List<PlannedDelivery> Deliveries { get; init; } = [];

    public Dictionary<string, FirstAnswer> Answers { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A webhook that is still to be posted.</summary>
internal sealed record PlannedDelivery(string EventId, DateTimeOffset PlannedAt, DateTimeOffset NotBefore, int Failures = 0);

/// <summary>What a request with an idempotency key was answered first.</summary>
internal sealed record FirstAnswer(string Request, int Status, string Body, DateTimeOffset At);
