using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Teams;

namespace Purser.Gateway.Problems;

internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.RetryLater)
        {
            context.Response.Headers.RetryAfter = problem.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        var json = ScratchJson.Begin(out var writer);
        Write(writer, problem);
        return json.SendAsync(context, problem.Status, MediaType);
    }

    /// <summary>The document alone, for an answer that is not sent from here.</summary>
    public static byte[] ToBytes(Problem problem)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(bytes);
        Write(writer, problem);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Problem problem)
    {
        writer.WriteStartObject();
        writer.WriteString("type", problem.Type);
        writer.WriteString("title", problem.Title);
        writer.WriteNumber("status", problem.Status);
        WriteRefused(writer, problem);
        WritePlace(writer, problem);
        writer.WriteEndObject();
    }

    /// <summary>What is the matter and what would help: the same in a document of its own and in a batch's.</summary>
    public static void WriteRefused(Utf8JsonWriter writer, Problem problem)
    {
        writer.WriteString("detail", problem.Detail);
        if (problem.IsRefusal)
        {
            writer.WriteString("reason", problem.Code);
        }

        WriteRefusal(writer, problem.Refusal);
        WriteRemedies(writer, problem.Refusal?.Remedies ?? problem.Remedies);
    }

    private static void WriteRefusal(Utf8JsonWriter writer, Refusal? refusal)
    {
        if (refusal is null)
        {
            return;
        }

        writer.WriteNumber("remaining", refusal.Remaining.Count);
        writer.WriteNumber("extra", refusal.Extra.Count);
        writer.WritePropertyName("resetsAt");
        Instants.Write(writer, refusal.ResetsAt);
    }

    private static void WriteRemedies(Utf8JsonWriter writer, Remedy[] remedies)
    {
        if (remedies.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("remedies");
        foreach (var remedy in remedies)
        {
            writer.WriteStringValue(Codes.Of(remedy));
        }

        writer.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter writer, Problem problem)
    {
        if (problem.Place is not { } place)
        {
            return;
        }

        writer.WriteStartArray("errors");
        writer.WriteStartObject();
        writer.WriteString(place.Kind, place.Value);
        writer.WriteString("detail", problem.Detail);
        if (problem.Position is { } position)
        {
            writer.WriteNumber("position", position);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
