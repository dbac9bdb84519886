using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Purser.Client;

/// <summary>An answer, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">What the body is, where the status is no success.</param>
/// <param name="Body">The body.</param>
internal readonly record struct Reply(HttpStatusCode Status, string? MediaType, byte[] Body)
{
    /// <summary>What Purser says is wrong; null where the answer says nothing of the kind, or says it in words of its own.</summary>
    public Problem? Problem
    {
        get
        {
            try
            {
                return MediaType == "application/problem+json" ? Read(ContractJson.Default.Problem) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <exception cref="JsonException">It is something else.</exception>
    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("The answer is null.");

    /// <summary>The document of an answer that is good; anything else is misuse.</summary>
    /// <exception cref="PurserException">It is not a good one.</exception>
    public T Expect<T>(JsonTypeInfo<T> type) => Status is HttpStatusCode.OK or HttpStatusCode.Created ? Read(type) : throw Misuse();

    public PurserException Misuse() => new(Status, Problem);
}
