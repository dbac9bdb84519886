using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser.Client;

/// <summary>
/// The codes of the contract are snake_case strings (<c>cover_letter</c>). One that this version does not know becomes
/// <c>Unknown</c>: a newer server must not break an older client.
/// </summary>
internal sealed class CodeConverter<TCode> : JsonConverter<TCode>
    where TCode : struct, Enum
{
    private static readonly FrozenDictionary<string, TCode> ByCode =
        Enum.GetValues<TCode>().ToFrozenDictionary(Codes.Of, StringComparer.Ordinal);

    private static readonly FrozenDictionary<TCode, JsonEncodedText> ByValue =
        Enum.GetValues<TCode>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(Codes.Of(value)));

    public override TCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Codes.Read<TCode>(reader.GetString()) : throw new JsonException("A code is a string.");

    public override void Write(Utf8JsonWriter writer, TCode value, JsonSerializerOptions options) => writer.WriteStringValue(ByValue[value]);

    public static TCode Find(string? code) => code is not null && ByCode.TryGetValue(code, out var value) ? value : default;
}

internal static class Codes
{
    public static string Of<TCode>(TCode value)
        where TCode : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static TCode Read<TCode>(string? code)
        where TCode : struct, Enum => CodeConverter<TCode>.Find(code);
}
