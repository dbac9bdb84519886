using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>
/// One merchant's account at the stand-in: its objects, its time, and the events that it tells. Used by one caller at
/// a time.
/// </summary>
internal sealed class SimulatedAccount
{
    private const string EventKind = "event";

    /// <summary>On an event that waits until somebody asks for its delivery.</summary>
    private const string Held = "_held";

    private Random chance;
    private DateTimeOffset? simulated;

    public SimulatedAccount(StandInOptions options, StandInFolder? folder)
    {
        Options = options;
        Store = new StripeStore(folder);
        WebhookUrl = options.WebhookUrl;
        Chaos = options.Chaos;
        chance = new Random(Chaos.Seed);
        foreach (var price in options.Prices)
        {
            Prices.Offer(this, price);
        }
    }

    public StripeStore Store { get; }

    public StandInOptions Options { get; }

    /// <summary>Where the pages are; known once the server listens.</summary>
    public string Origin { get; set; } = "";

    public Uri? WebhookUrl { get; set; }

    /// <summary>An outage of the API, while events go on being told.</summary>
    public bool IsAway { get; set; }

    /// <summary>How every request to the API is refused; null refuses none.</summary>
    public ApiRefusal? Refusal { get; set; }

    public WebhookChaos Chaos
    {
        get;
        set
        {
            field = value;
            chance = new Random(value.Seed);
        }
    }

    /// <summary>The key of the request that is being answered, which its events repeat.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>What time it is to whatever happens now: the clock's, or that of a missed moment that is caught up on.</summary>
    public DateTimeOffset Now => simulated ?? Clock;

    /// <summary>Whole seconds, as all of Stripe's instants are.</summary>
    public DateTimeOffset Clock =>
        DateTimeOffset.FromUnixTimeSeconds(Options.Clock.GetUtcNow().ToUnixTimeSeconds());

    public Random Chance => chance;

    public string NewId(string prefix) => Store.NewId(prefix);

    /// <summary>Does something as of a moment that has passed.</summary>
    public void At(DateTimeOffset moment, Action act)
    {
        simulated = moment;
        try
        {
            act();
        }
        finally
        {
            simulated = null;
        }
    }

    /// <summary>Tells that something happened to an object, as it is now.</summary>
    public void Tell(string type, JsonObject about, JsonObject? previous = null)
    {
        var data = new JsonObject { ["object"] = about.Public() };
        if (previous is not null)
        {
            data["previous_attributes"] = previous;
        }

        var happened = new JsonObject
        {
            ["id"] = NewId("evt"),
            ["object"] = EventKind,
            ["api_version"] = Options.ApiVersion,
            ["created"] = Now.ToUnixTimeSeconds(),
            ["data"] = data,
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = IdempotencyKey },
            ["type"] = type,
        };
        Store.Put(happened);
        Plan(happened);
    }

    /// <summary>Tells what is different from before, if anything is.</summary>
    public void TellChange(string type, JsonObject before, JsonObject after)
    {
        var previous = new JsonObject();
        foreach (var (property, value) in after)
        {
            if (!property.StartsWith('_') && !JsonNode.DeepEquals(value, before[property]))
            {
                previous[property] = before[property]?.DeepClone();
            }
        }

        if (previous.Count > 0)
        {
            Tell(type, after, previous);
        }
    }

    public IEnumerable<StandInEvent> Events() => Store.All(EventKind).Select(Event);

    public IEnumerable<StandInEvent> HeldEvents() =>
        Store.All(EventKind).Where(happened => happened.Flag(Held)).Select(Event);

    public StandInEvent? FindEvent(string id) => Store.Find(EventKind, id) is { } happened ? Event(happened) : null;

    public void Release(string eventId) => Store.Find(EventKind, eventId)?.Remove(Held);

    private static StandInEvent Event(JsonObject happened) => new(
        happened.Id(),
        happened.Text("type")!,
        happened.Child("data").Child("object").Text("id"),
        happened.Instant("created")!.Value,
        JsonSerializer.Serialize(happened.Public()));

    /// <summary>There is an address now: what waited for one is told as if it had just happened.</summary>
    public void PlanHeld()
    {
        foreach (var happened in Store.All(EventKind).Where(happened => happened.Flag(Held)).ToArray())
        {
            happened.Remove(Held);
            Plan(happened);
        }
    }

    private void Plan(JsonObject happened)
    {
        if (Chaos.Hold || WebhookUrl is null)
        {
            happened[Held] = true;
            return;
        }

        for (var copy = 0; copy <= Chaos.Duplicates; copy++)
        {
            if (chance.NextDouble() >= Chaos.DropProbability)
            {
                Store.Deliveries.Add(new PlannedDelivery(
                    happened.Id(), Clock, Clock + (Chaos.Delay * chance.NextDouble())));
            }
        }
    }
}
