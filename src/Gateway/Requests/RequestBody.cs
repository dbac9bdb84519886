using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

internal delegate T BodyParser<out T>(ref JsonBody body);

/// <summary>A request's body, bounded, from the server's own buffers.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of one request's body: a hundred times the longest there can sensibly be.</summary>
    public const int Single = 64 * 1024;

    /// <summary>Most bytes of a batch: a thousand debits with the longest keys and ids, escaped.</summary>
    public const int Batch = 2 * 1024 * 1024;

    private const string Json = "application/json";
    private const string NotUtf8 = "The body is not valid UTF-8.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ValueTask<T> Read<T>(HttpContext context, BodyParser<T> parse, int limit = Single) =>
        Read(context.Request, parse, limit, isOptional: false)!;

    /// <summary>The body, or the default where there is none.</summary>
    public static ValueTask<T?> ReadOptional<T>(HttpContext context, BodyParser<T> parse) =>
        Read(context.Request, parse, Single, isOptional: true);

    /// <summary>The body as the text that was sent, byte for byte: for a signature, which is over exactly that.</summary>
    public static async ValueTask<string> ReadText(HttpContext context, int limit)
    {
        CheckHead(context.Request, limit);
        var reader = context.Request.BodyReader;
        var buffer = (await Receive(reader.ReadAtLeastAsync(limit + 1))).Buffer;
        try
        {
            return buffer.Length > limit ? throw new ProblemException(Problem.BodyTooLarge(limit)) : StrictUtf8.GetString(buffer);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problem.InvalidBody(NotUtf8));
        }
        finally
        {
            reader.AdvanceTo(buffer.End);
        }
    }

    // No cancellation token: asking Kestrel for one allocates, and a connection that ends ends the reading anyway.
    private static async ValueTask<T?> Read<T>(HttpRequest request, BodyParser<T> parse, int limit, bool isOptional)
    {
        CheckHead(request, limit);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await Receive(reader.ReadAsync());
            var buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                throw new ProblemException(Problem.BodyTooLarge(limit));
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            try
            {
                return buffer.IsEmpty && isOptional ? default : Parse(request, buffer, parse);
            }
            finally
            {
                reader.AdvanceTo(buffer.End);
            }
        }
    }

    private static void CheckHead(HttpRequest request, int limit)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding
            && encoding.ToString() is var name
            && !string.Equals(name, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problem.UnsupportedContentEncoding(name.Length > 40 ? name[..40] + "…" : name));
        }

        if (request.ContentLength > limit)
        {
            throw new ProblemException(Problem.BodyTooLarge(limit));
        }
    }

    private static async ValueTask<ReadResult> Receive(ValueTask<ReadResult> reading)
    {
        try
        {
            return await reading;
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body is not as its headers say.", exception);
        }
    }

    private static T Parse<T>(HttpRequest request, in ReadOnlySequence<byte> buffer, BodyParser<T> parse)
    {
        if (buffer.IsEmpty)
        {
            throw new ProblemException(Problem.InvalidBody("The body is empty; it must be a JSON object."));
        }

        if (!IsJson(request.ContentType))
        {
            throw new ProblemException(Problem.UnsupportedMediaType(request.ContentType));
        }

        if (buffer.IsSingleSegment)
        {
            return Parse(buffer.FirstSpan, parse);
        }

        var length = (int)buffer.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(whole);
            return Parse(whole.AsSpan(0, length), parse);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> utf8, BodyParser<T> parse)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new ProblemException(Problem.InvalidBody(NotUtf8));
        }

        var body = new JsonBody(utf8);
        try
        {
            body.Enter();
            var parsed = parse(ref body);
            body.End();
            return parsed;
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escaped string that is no Unicode, whether it is read or compared.
            throw body.Invalid("A string holds half a character (a lone surrogate such as \\ud800).");
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.InvalidBody($"The body is not valid JSON: {exception.Message}"));
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (string.Equals(contentType, Json, StringComparison.Ordinal))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType, Json, StringComparison.OrdinalIgnoreCase)
            && IsUtf8(type.CharSet);
    }

    private static bool IsUtf8(string? charSet) =>
        charSet is null || string.Equals(charSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase);
}
