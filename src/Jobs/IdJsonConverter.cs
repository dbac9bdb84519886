using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser;

/// <summary>Ids are plain strings in JSON.</summary>
/// <exception cref="JsonException">What is read is not within <see cref="IdRule"/>.</exception>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IOwnId<TId>
{
    /// <inheritdoc/>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TId.TryParse(reader.GetString(), provider: null, out var id)
            ? id
            : throw new JsonException($"An id must be {IdRule.Words}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
