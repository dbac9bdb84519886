using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>Reads what a language model answered: <c>{"score": 85, "reason": "…"}</c>, with whatever it may have put around that.</summary>
internal static class LanguageModelAnswer
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static bool TryRead(string answer, out JobMatch match, [NotNullWhen(false)] out string? problem)
    {
        match = default;
        try
        {
            // Models like to put a fence around JSON, or a sentence before it.
            var start = Math.Max(answer.IndexOf('{', StringComparison.Ordinal), 0);
            var end = Math.Max(answer.LastIndexOf('}'), start - 1);
            using var document = JsonDocument.Parse(answer.AsMemory(start..(end + 1)), Strict);
            problem = Read(document.RootElement, out match);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            problem = "it is not one JSON object";
        }

        return problem is null;
    }

    private static string? Read(JsonElement json, out JobMatch match)
    {
        match = default;
        if (!json.TryGetProperty("score", out var score)
            || score.ValueKind != JsonValueKind.Number
            || score.GetDouble() is not (>= 0 and <= 100 and var number))
        {
            return "score is not a number from 0 to 100";
        }

        if (!json.TryGetProperty("reason", out var said)
            || said.ValueKind != JsonValueKind.String
            || Reason.Of(said.GetString()!) is not { Length: > 0 } reason)
        {
            return "reason is not a sentence";
        }

        match = new JobMatch((int)Math.Round(number, MidpointRounding.AwayFromZero), reason);
        return null;
    }
}
