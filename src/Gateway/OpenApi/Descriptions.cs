namespace Purser.Gateway.OpenApi;

/// <summary>What endpoints say of themselves for the OpenAPI document.</summary>
internal static class Descriptions
{
    /// <summary>The endpoints of a noun of the API, with a sentence on it.</summary>
    public static RouteGroupBuilder MapNoun(this IEndpointRouteBuilder app, string name, string description) =>
        app.MapGroup("").WithTags(name).WithMetadata(new TagDescription(name, description));

    /// <summary>A rule may refuse it with 409.</summary>
    public static RouteHandlerBuilder MayConflict(this RouteHandlerBuilder endpoint) => endpoint.Refuses(StatusCodes.Status409Conflict);

    /// <summary>It answers these statuses with a problem, beside those that every call of its kind may.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.WithMetadata(new Refusals(statuses));
}

/// <summary>A noun of the API.</summary>
internal sealed record TagDescription(string Name, string Description);

/// <summary>With which problems an endpoint may answer.</summary>
internal sealed record Refusals(int[] Statuses);

/// <summary>A body that shows how it is meant.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExampleAttribute(string json) : Attribute
{
    public string Json => json;
}

/// <summary>What a record must be of, beside what its members say: exactly one of these schemas.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OneOfSchemasAttribute(string json) : Attribute
{
    public string Json => json;
}
