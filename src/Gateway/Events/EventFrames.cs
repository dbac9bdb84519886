using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Gateway.V1;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Events;

/// <summary>Events as bytes of a stream. Their JSON is one line, so each takes one line of data.</summary>
internal static class EventFrames
{
    // As ScratchJson has it: answers are never part of a page.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A comment, which tells both ends and all between them that the connection lives.</summary>
    public static ReadOnlySpan<byte> Heartbeat => ":\n\n"u8;

    /// <summary>How long a browser is to wait before it connects again, in milliseconds.</summary>
    public static ReadOnlySpan<byte> Beginning => "retry: 2000\n\n"u8;

    public static byte[] Of(LedgerEntry[] entries)
    {
        var bytes = new ArrayBufferWriter<byte>(entries.Length * 512);
        using var json = new Utf8JsonWriter(bytes, Json);
        foreach (var entry in entries)
        {
            Begin(bytes, "entry", entry.EntryId);
            JsonSerializer.Serialize(json, LedgerEntryAnswer.Of(entry), GatewayJson.Default.LedgerEntryAnswer);
            End(bytes, json);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Of(TeamCredits credits)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(bytes, Json);
        Begin(bytes, "credits", credits.Version);
        JsonSerializer.Serialize(json, TeamCreditsAnswer.Of(credits), GatewayJson.Default.TeamCreditsAnswer);
        End(bytes, json);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Begin(ArrayBufferWriter<byte> bytes, string kind, long id) =>
        bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {kind}\nid: {id}\ndata: ")));

    private static void End(ArrayBufferWriter<byte> bytes, Utf8JsonWriter json)
    {
        json.Flush();
        json.Reset();
        bytes.Write("\n\n"u8);
    }
}
