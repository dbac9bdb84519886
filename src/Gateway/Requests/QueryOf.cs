using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>
/// The query of a typed call, as a record. It is read as the JSON object that it stands for, so that its parameters have the
/// same types, rules and words as the members of a body. Unknown, repeated and empty ones are refused.
/// </summary>
internal sealed class QueryOf<T> : IBindableFromHttpContext<QueryOf<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    /// <param name="value">As it was read, here or elsewhere.</param>
    public QueryOf(T value) => Value = value;

    public T Value { get; }

    public static ValueTask<QueryOf<T>?> BindAsync(HttpContext context, ParameterInfo parameter) => new(new QueryOf<T>(Read(context)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryMetadata(typeof(T)));

    private static T Read(HttpContext context)
    {
        var type = StrictJson.Type<T>();
        Query.Only(context, [.. type.Properties.Select(known => known.Name)]);
        if (type.Properties.FirstOrDefault(known => known.IsRequired && !context.Request.Query.ContainsKey(known.Name)) is { } missing)
        {
            throw Query.Invalid(missing.Name, $"The parameter {missing.Name} is missing.");
        }

        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in context.Request.Query)
            {
                Write(writer, type.Properties.First(known => string.Equals(known.Name, name, StringComparison.Ordinal)), values[0]!);
            }

            writer.WriteEndObject();
        }

        try
        {
            return JsonSerializer.Deserialize(json.WrittenSpan, type)!;
        }
        catch (WrongValueException wrong)
        {
            throw Describe(wrong, type);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonPropertyInfo parameter, string text)
    {
        writer.WritePropertyName(parameter.Name);
        if ((IsA<int>(parameter) || IsA<long>(parameter)) && long.TryParse(text, System.Globalization.NumberStyles.None, null, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else if (IsA<bool>(parameter) && (text is "true" or "false"))
        {
            writer.WriteBooleanValue(text is "true");
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static ProblemException Describe(WrongValueException wrong, JsonTypeInfo type)
    {
        var name = wrong.Pointer.Split('/')[^1];
        return Query.Invalid(name, IsA<DateTimeOffset>(type.Properties.First(known => string.Equals(known.Name, name, StringComparison.Ordinal)))
            ? $"{wrong.Message.TrimEnd('.')} (a + is written %2B)."
            : wrong.Message);
    }

    private static bool IsA<TValue>(JsonPropertyInfo parameter) =>
        (Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType) == typeof(TValue);
}

/// <summary>Which query a call takes.</summary>
/// <param name="Type">Its record.</param>
internal sealed record QueryMetadata(Type Type);
