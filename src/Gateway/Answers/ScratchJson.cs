using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Purser.Gateway.Answers;

/// <summary>
/// A writer and its buffer per thread: an answer is written in one synchronous stretch, so that its length is known
/// before its first byte is sent, and nothing is allocated for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer rents nothing: it writes into the buffer beside it.")]
internal sealed class ScratchJson
{
    public const string MediaType = "application/json";

    /// <summary>A larger buffer is not kept: one page of usage should not stay on every thread for ever.</summary>
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static ScratchJson? ofThread;

    private readonly Utf8JsonWriter writer;
    private ArrayBufferWriter<byte> buffer = new(1024);

    private ScratchJson() => writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
    {
        // The answers are JSON by their content type, never part of a page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public static ScratchJson Begin(out Utf8JsonWriter output)
    {
        var scratch = ofThread ?? new ScratchJson();
        ofThread = null;
        output = scratch.writer;
        return scratch;
    }

    /// <summary>
    /// Sends what was written and gives the buffer back: the server copies the bytes before this returns, only the
    /// sending may go on. (It holds as long as nothing registers with <c>Response.OnStarting</c>; nothing here does.)
    /// A writer that is not sent, because writing failed, is never used again.
    /// </summary>
    public Task SendAsync(HttpContext context, int status, string contentType = MediaType)
    {
        writer.Flush();
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = buffer.WrittenCount;
        var flushed = response.BodyWriter.WriteAsync(buffer.WrittenMemory);
        GiveBack();
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }

    private void GiveBack()
    {
        if (buffer.Capacity > Kept)
        {
            buffer = new ArrayBufferWriter<byte>(1024);
        }

        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        ofThread = this;
    }
}
