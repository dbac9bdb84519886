using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Purser.Gateway.Answers;

internal static class Answer
{
    public static Task Ok<T>(HttpContext context, T answer, JsonTypeInfo<T> type) =>
        Send(context, StatusCodes.Status200OK, answer, type);

    public static Task Send<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        var json = ScratchJson.Begin(out var writer);
        JsonSerializer.Serialize(writer, answer, type);
        return json.Send(context, status);
    }

    /// <summary>The answer to a request whose key was used before for the same request.</summary>
    public static void MarkReplayed(HttpContext context) => context.Response.Headers["Idempotency-Replayed"] = "true";
}
