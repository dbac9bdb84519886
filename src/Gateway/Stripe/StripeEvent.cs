using System.Text.Json;
using Purser.Billing;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Stripe;

/// <summary>
/// Reads what an event is about from its JSON. Only a few ids are wanted, and they have stood in the same places in every
/// version of Stripe's API, so no typed object of one version is in the way.
/// </summary>
internal static class StripeEvent
{
    /// <exception cref="ProblemException">It is no event of Stripe's.</exception>
    public static StripeNotice Read(string json, DateTimeOffset received)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, received);
        }
        catch (JsonException exception)
        {
            throw Invalid($"The body is not valid JSON: {exception.Message}", "#");
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escaped string that is no Unicode.
            throw Invalid("A string holds half a character (a lone surrogate such as \\ud800).", "#");
        }
    }

    private static StripeNotice Read(JsonElement body, DateTimeOffset received)
    {
        if (Text(body, "object") is not "event")
        {
            throw Invalid("The body is no event: its object is not \"event\". Have snapshot events sent, not thin ones.", "#/object");
        }

        if (Text(body, "api_version") is null)
        {
            throw Invalid("The event has no api_version.", "#/api_version");
        }

        var id = Text(body, "id") ?? throw Invalid("The event has no id.", "#/id");
        var type = Text(body, "type") ?? throw Invalid("The event has no type.", "#/type");
        if (Member(body, "data", "object") is not { ValueKind: JsonValueKind.Object } about)
        {
            throw Invalid("The event is about nothing: it has no object in data.", "#/data/object");
        }

        var objectId = Text(about, "id");
        if (objectId is null && (type.StartsWith("checkout.session.", StringComparison.Ordinal) || IsPayment(type)))
        {
            throw Invalid("The object of the event has no id.", "#/data/object/id");
        }

        return new StripeNotice(
            id, type, objectId ?? "", TeamOf(about), CustomerOf(about), ChargeOf(type, about), CreatedAt(body, received), AttemptOf(about));
    }

    private static bool IsPayment(string type) =>
        type.StartsWith("payment_intent.", StringComparison.Ordinal) || type is "charge.refunded";

    /// <remarks>
    /// An invoice has its subscription's metadata. Whoever buys through a payment link of the operator's own may name the team
    /// as the session's client_reference_id.
    /// </remarks>
    private static TeamId? TeamOf(JsonElement about) =>
        Team(Member(about, "metadata", StripeNames.Team))
        ?? Team(Member(about, "parent", "subscription_details", "metadata", StripeNames.Team))
        ?? (Text(about, "object") is "checkout.session" ? Team(Member(about, "client_reference_id")) : null);

    private static string? CustomerOf(JsonElement about) =>
        Text(about, "object") is "customer" ? Text(about, "id") : IdOf(about, "customer");

    private static string? ChargeOf(string type, JsonElement about) => type switch
    {
        "charge.refunded" => Text(about, "id"),
        _ when type.StartsWith("refund.", StringComparison.Ordinal)
            || type.StartsWith("charge.dispute.", StringComparison.Ordinal) => IdOf(about, "charge"),
        _ => null,
    };

    /// <summary>The automatic purchase that a payment is for: payments that name none are of no interest.</summary>
    private static string? AttemptOf(JsonElement about) =>
        Member(about, "metadata") is { ValueKind: JsonValueKind.Object } metadata ? Text(metadata, StripeNames.Attempt) : null;

    private static DateTimeOffset CreatedAt(JsonElement body, DateTimeOffset received) =>
        Member(body, "created") is { ValueKind: JsonValueKind.Number } created
        && created.TryGetInt64(out var seconds)
        && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : received;

    /// <summary>An id, whether it stands for its object or the object stands there itself.</summary>
    private static string? IdOf(JsonElement about, string name) => Text(about, name)
        ?? (Member(about, name) is { ValueKind: JsonValueKind.Object } expanded ? Text(expanded, "id") : null);

    private static TeamId? Team(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text && TeamId.TryParse(text.GetString(), out var team) ? team : null;

    /// <summary>A short printable string; null when there is none, or something else.</summary>
    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && Limits.IsKey(text.GetString()) ? text.GetString() : null;

    private static JsonElement? Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static ProblemException Invalid(string detail, string pointer) => new(Problem.InvalidBody(detail, pointer));
}
