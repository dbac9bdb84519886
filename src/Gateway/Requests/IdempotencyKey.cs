using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>
/// The key under which a request is done at most once. Where a handler's parameter may be null, the header may be absent.
/// </summary>
internal sealed class IdempotencyKey : IBindableFromHttpContext<IdempotencyKey>, IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";

    /// <param name="value">One that holds the rule.</param>
    public IdempotencyKey(string value) => Value = value;

    public string Value { get; }

    public static string Of(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        return values.Count switch
        {
            0 => throw Invalid("The header Idempotency-Key is missing; send a key of your own for this request, "
                + "and the same one when you send the request again."),
            1 when Limits.IsKey(values[0]) => values[0]!,
            1 => throw Invalid($"The header Idempotency-Key must be 1 to {Limits.KeyLength} printable characters."),
            _ => throw Invalid($"The header Idempotency-Key is there {values.Count} times; send it once."),
        };
    }

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(context.Request.Headers[Header].Count == 0 && context.GetEndpoint()!.Metadata.GetRequiredMetadata<KeyMetadata>().IsOptional
            ? null
            : new IdempotencyKey(Of(context)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new KeyMetadata(parameter.IsNullable()));

    private static ProblemException Invalid(string detail) => new(Problem.InvalidHeader(Header, detail));
}

/// <summary>That a call takes an idempotency key.</summary>
/// <param name="IsOptional">Whether it may be absent.</param>
internal sealed record KeyMetadata(bool IsOptional = false);
