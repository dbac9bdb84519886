using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Purser.Gateway.Requests;

/// <summary>
/// What a member of a body or a parameter of a query must be beyond its type. It is checked where the value is read, and it is
/// part of the OpenAPI document. On a document that is answered it only describes.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal abstract class RuleAttribute : Attribute
{
    /// <summary>The rule of a member; null where its type says it all.</summary>
    public static RuleAttribute? Of(JsonPropertyInfo? member) =>
        (member?.AssociatedParameter?.AttributeProvider ?? member?.AttributeProvider)
            ?.GetCustomAttributes(typeof(RuleAttribute), inherit: true).OfType<RuleAttribute>().FirstOrDefault();

    /// <summary>Adds the rule to the schema of its member.</summary>
    public abstract void Describe(OpenApiSchema schema);
}

/// <summary>A rule of text.</summary>
/// <param name="words">What it must be, in words.</param>
/// <param name="holds">Whether it is.</param>
internal abstract class TextRuleAttribute(string words, Func<string?, bool> holds) : RuleAttribute
{
    public string Words => words;

    protected int? Shortest { get; init; } = 1;

    protected int? Longest { get; init; }

    protected string? Pattern { get; init; }

    /// <summary>What the schema cannot say otherwise.</summary>
    protected string? Description { get; init; }

    /// <summary>What its absence means.</summary>
    protected string? Default { get; init; }

    public bool Holds(string? text) => holds(text);

    public override void Describe(OpenApiSchema schema)
    {
        (schema.MinLength, schema.MaxLength, schema.Pattern) = (Shortest, Longest, Pattern);
        schema.Description ??= Description;
        schema.Default = Default is null ? null : JsonValue.Create(Default);
    }
}

/// <summary>An id of the caller's own, or a code of the catalog, which looks the same.</summary>
internal sealed class OwnIdAttribute : TextRuleAttribute
{
    public OwnIdAttribute()
        : base(IdRule.Words, IdRule.Holds) =>
        (Longest, Pattern, Description) = (IdRule.Longest, IdRule.Pattern, "The caller's own id; not dots alone.");
}

/// <summary>A name that people see.</summary>
internal sealed class NameAttribute : TextRuleAttribute
{
    public NameAttribute()
        : base(Names.Rule, Limits.IsName) => (Longest, Description) = (Limits.NameLength, Names.Description);
}

/// <summary>Why something was done, for people.</summary>
internal sealed class ReasonAttribute : TextRuleAttribute
{
    public ReasonAttribute()
        : base(Names.ReasonRule, Limits.IsReason) => Longest = Limits.ReasonLength;
}

/// <summary>An idempotency key.</summary>
internal sealed class KeyAttribute : TextRuleAttribute
{
    public KeyAttribute()
        : base($"1 to {Limits.KeyLength} printable characters", Limits.IsKey) =>
        (Longest, Description) = (Limits.KeyLength, "Printable characters.");
}

/// <summary>Text up to a length; for what is only described.</summary>
internal sealed class TextAttribute : TextRuleAttribute
{
    public TextAttribute(int longest)
        : base($"at most {longest} characters", static _ => true) => (Shortest, Longest) = (null, longest);
}

/// <summary>A whole number in a range.</summary>
internal sealed class BetweenAttribute(long least, long most) : RuleAttribute
{
    public long Least => least;

    public long Most => most;

    public override void Describe(OpenApiSchema schema) => (schema.Minimum, schema.Maximum) = (Text(least), Text(most));

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An instant in a range of years, which a schema cannot say.</summary>
internal sealed class YearsAttribute(int first, int last) : RuleAttribute
{
    public string Words => $"lie in the years {first} to {last}";

    public bool Holds(DateTimeOffset instant) => instant.Year >= first && instant.Year <= last;

    public override void Describe(OpenApiSchema schema)
    {
        // The description of the member says it.
    }
}

/// <summary>A number that is not below another; for what is answered.</summary>
internal sealed class AtLeastAttribute(long least) : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => schema.Minimum = BetweenAttribute.Text(least);
}

/// <summary>A number of credits that may be below zero: what an entry moved; for what is answered.</summary>
internal sealed class SignedAttribute : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => schema.Minimum = null;
}

/// <summary>One of a few values; for what is answered.</summary>
internal sealed class OneOfAttribute(params object[] values) : RuleAttribute
{
    public override void Describe(OpenApiSchema schema)
    {
        schema.Minimum = null;
        schema.Enum = [.. values.Select(value => value switch
        {
            int number => JsonValue.Create(number),
            bool flag => JsonValue.Create(flag),
            _ => (JsonNode)JsonValue.Create((string)value)!,
        })];
        if (schema.Type?.HasFlag(JsonSchemaType.Null) is true)
        {
            schema.Enum.Add(JsonNullSentinel.JsonNull);
        }
    }
}

/// <summary>How many items an array has; for what is only described.</summary>
internal sealed class ItemsAttribute(int least, int most) : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => (schema.MinItems, schema.MaxItems) = (least, most);
}

/// <summary>The facts of an event, as an object of its own kind; for what is answered.</summary>
internal sealed class FactsAttribute : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
}

/// <summary>Absent rather than null; for what is answered.</summary>
internal sealed class NeverNullAttribute : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => schema.Type &= ~JsonSchemaType.Null;
}

/// <summary>A web address; for what is answered.</summary>
internal sealed class AddressAttribute : RuleAttribute
{
    public override void Describe(OpenApiSchema schema) => schema.Format = "uri";
}
