using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Events;

/// <summary>The last event that a caller had before its stream broke off; null where there is none.</summary>
internal sealed class LastEventId : IBindableFromHttpContext<LastEventId>, IEndpointParameterMetadataProvider
{
    public const string Header = "Last-Event-ID";

    private LastEventId(long value) => Value = value;

    public long Value { get; }

    public static ValueTask<LastEventId?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var values = context.Request.Headers[Header];
        return values switch
        {
            [] => default,
            [var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => new(new LastEventId(id)),
            _ => throw new ProblemException(Problem.InvalidHeader(Header, $"The header {Header} must be the id of an event of this team, once.")),
        };
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new LastEventIdMetadata());

    public static OpenApiParameter Parameter() => new()
    {
        Name = Header,
        In = ParameterLocation.Header,
        Required = false,
        Description = "The id of the last event known; what comes after it follows.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
    };
}

/// <summary>That a call goes on after an event.</summary>
internal sealed record LastEventIdMetadata;
