using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Purser.Gateway.Answers;

namespace Purser.Gateway.Requests;

/// <summary>
/// Reads records as callers send them. Unknown, repeated and missing members and nulls are refused by the serializer's own
/// settings; each value is read by a converter that knows the member's name and rule, so that it can say what is wrong.
/// </summary>
/// <remarks>
/// JSON is read in four ways, because it comes from four kinds of hands, and what is one way's fault is fine in another. Bodies of
/// typed calls are read here. Those of debits are read by <see cref="JsonBody"/>, in half the time and without an object; what a
/// single value is, both ask <see cref="Values"/>. Job posts are other people's: unknown members and
/// nulls are passed over, and what is wrong spoils one job of many. Profiles of Auto Bid are written by hand into a file: comments
/// and trailing commas are fine, and they are read once.
/// </remarks>
internal static class StrictJson
{
    /// <summary>No body nests deeper than its objects in an array in an object; a little more gives a better message.</summary>
    public const int Deepest = 8;

    private static readonly JsonSerializerOptions Options = new(GatewayJson.Default.Options)
    {
        TypeInfoResolver = GatewayJson.Default.WithAddedModifier(UseStrictReaders),
        MaxDepth = Deepest,
    };

    public static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void UseStrictReaders(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var member in type.Properties)
        {
            member.CustomConverter = member.PropertyType == typeof(string)
                ? TextReader(member.Name, RuleAttribute.Of(member) as TextRuleAttribute, member.AssociatedParameter?.IsNullable is true)
                : ReaderOf(member.Name, member.PropertyType, RuleAttribute.Of(member)) ?? member.CustomConverter;
        }
    }

    private static ValueReader<string> TextReader(string name, TextRuleAttribute? rule, bool isNullable) => new((ref json) =>
        isNullable && json.TokenType == JsonTokenType.Null ? null : Values.Text(ref json, name, rule));

    /// <summary>Null where the serializer's own is as good: for objects and arrays.</summary>
    private static JsonConverter? ReaderOf(string name, Type type, RuleAttribute? rule)
    {
        if (type == typeof(bool))
        {
            return new ValueReader<bool>((ref json) => Values.Flag(ref json, name));
        }

        if (type == typeof(int))
        {
            return new ValueReader<int>((ref json) => (int)Values.Number(ref json, name, rule as BetweenAttribute));
        }

        if (type == typeof(long))
        {
            return new ValueReader<long>((ref json) => Values.Number(ref json, name, rule as BetweenAttribute));
        }

        if (type == typeof(Credits))
        {
            return new ValueReader<Credits>((ref json) => new Credits(Values.Number(ref json, name, rule as BetweenAttribute)));
        }

        if (type == typeof(DateTimeOffset))
        {
            return new ValueReader<DateTimeOffset>((ref json) => Values.Instant(ref json, name, rule as YearsAttribute));
        }

        if (type == typeof(DateOnly))
        {
            return new ValueReader<DateOnly>((ref json) => Values.Day(ref json, name));
        }

        if (type.IsEnum)
        {
            return (JsonConverter)Activator.CreateInstance(typeof(CodeReader<>).MakeGenericType(type), name)!;
        }

        if (type.IsAssignableTo(typeof(IOwnId)))
        {
            return (JsonConverter)Activator.CreateInstance(typeof(IdReader<>).MakeGenericType(type), name)!;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return (JsonConverter?)Wrap(typeof(NullableReader<>), inner, ReaderOf(name, inner, rule));
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)
            ? (JsonConverter?)Wrap(typeof(OptionalReader<>), type.GetGenericArguments()[0], ReaderOf(name, type.GetGenericArguments()[0], rule))
            : null;
    }

    private static object? Wrap(Type reader, Type type, JsonConverter? inner) =>
        inner is null ? null : Activator.CreateInstance(reader.MakeGenericType(type), inner);

    private delegate T Reader<T>(ref Utf8JsonReader json);

    /// <summary>Reads a member's value, also null.</summary>
    private abstract class ValueConverter<T> : JsonConverter<T>
    {
        public sealed override bool HandleNull => true;

        public sealed override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return ReadValue(ref reader);
            }
            catch (InvalidOperationException)
            {
                // The reader's word for an escaped string that is no Unicode, whether it is read or compared.
                throw HalfACharacter();
            }
        }

        public abstract T? ReadValue(ref Utf8JsonReader json);

        public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            throw new NotSupportedException("What is sent is read, not written.");

        private static WrongValueException HalfACharacter() => new(Wrong.HalfACharacter);
    }

    private sealed class ValueReader<T>(Reader<T?> read) : ValueConverter<T>
    {
        public override T? ReadValue(ref Utf8JsonReader json) => read(ref json);
    }

    private sealed class CodeReader<TWord>(string name) : ValueConverter<TWord>
        where TWord : struct, Enum
    {
        public override TWord ReadValue(ref Utf8JsonReader json) => Values.Code<TWord>(ref json, name);
    }

    private sealed class IdReader<TId>(string name) : ValueConverter<TId>
        where TId : struct, IOwnId<TId>
    {
        public override TId ReadValue(ref Utf8JsonReader json) => Values.Id<TId>(ref json, name);
    }

    private sealed class NullableReader<T>(ValueConverter<T> inner) : ValueConverter<T?>
        where T : struct
    {
        public override T? ReadValue(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : inner.ReadValue(ref json);
    }

    private sealed class OptionalReader<T>(ValueConverter<T> inner) : ValueConverter<Optional<T>>
    {
        public override Optional<T> ReadValue(ref Utf8JsonReader json) => new(inner.ReadValue(ref json)!);
    }
}
