using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Purser.Gateway.Requests;

/// <summary>
/// The body of a typed call, as a record. Where the handler's parameter may be null, the body may be absent.
/// </summary>
/// <remarks>
/// The framework's own binding is not strict enough: it reads other types of content and other encodings than UTF-8, a body of
/// any length, and forgets where in it the fault was. Its metadata for a body would make routing answer 415 on its own.
/// </remarks>
internal sealed class Body<T> : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    /// <param name="value">As it was read, here or elsewhere.</param>
    public Body(T value) => Value = value;

    public T Value { get; }

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var isOptional = context.GetEndpoint()!.Metadata.GetRequiredMetadata<BodyMetadata>().IsOptional;
        return await RequestBody.ReadAsync(context, StrictJson.Type<T>(), isOptional) is { } body ? new Body<T>(body) : null;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new BodyMetadata(typeof(T), parameter.IsNullable()));
}

/// <summary>A body that has nothing to say: an empty object, or none.</summary>
internal sealed record Nothing;

/// <summary>Which body a call takes.</summary>
/// <param name="Type">Its record.</param>
/// <param name="IsOptional">Whether it may be absent.</param>
internal sealed record BodyMetadata(Type Type, bool IsOptional = false);
