using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Purser.Gateway.Hosting;
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

    /// <summary>Bytes that are parsed at once, wherever they were received: some microseconds' worth.</summary>
    private const int Small = 4 * 1024;

    private const string Json = "application/json";
    private const string NotUtf8 = "The body is not valid UTF-8.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private delegate T Utf8Parser<T, in TState>(ReadOnlySpan<byte> utf8, TState state);

    /// <summary>The body, parsed by hand.</summary>
    public static ValueTask<T> ReadAsync<T>(HttpContext context, BodyParser<T> parse, int limit = Single) =>
        ReadAsync(context.Request, parse, limit, isOptional: false, Parse)!;

    /// <summary>The body as a record, or null where there is none and that is fine.</summary>
    public static ValueTask<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, bool isOptional)
        where T : class => ReadAsync(context.Request, type, Single, isOptional, Deserialize);

    /// <summary>The body as the text that was sent, byte for byte: for a signature, which is over exactly that.</summary>
    public static async ValueTask<string> ReadTextAsync(HttpContext context, int limit)
    {
        CheckHead(context.Request, limit);
        var reader = context.Request.BodyReader;
        var buffer = (await ReceiveAsync(reader.ReadAtLeastAsync(limit + 1))).Buffer;
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
    private static async ValueTask<T?> ReadAsync<T, TState>(
        HttpRequest request, TState state, int limit, bool isOptional, Utf8Parser<T, TState> parse)
    {
        CheckHead(request, limit);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await ReceiveAsync(reader.ReadAsync());
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

            if (buffer.Length > Small)
            {
                await SocketThreads.LeaveAsync();
            }

            try
            {
                return buffer.IsEmpty && isOptional ? default : Parse(request, buffer, state, parse);
            }
            finally
            {
                reader.AdvanceTo(buffer.End);
            }
        }
    }

    private static void CheckHead(HttpRequest request, int limit)
    {
        CheckEncoding(request);
        if (request.ContentLength > limit)
        {
            throw new ProblemException(Problem.BodyTooLarge(limit));
        }
    }

    /// <exception cref="ProblemException">The body is compressed.</exception>
    public static void CheckEncoding(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding
            && encoding.ToString() is var name
            && !string.Equals(name, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problem.UnsupportedContentEncoding(name.Length > 40 ? name[..40] + "…" : name));
        }
    }

    /// <exception cref="BadHttpRequestException">It broke off, or is not as it was announced.</exception>
    public static async ValueTask<ReadResult> ReceiveAsync(ValueTask<ReadResult> reading)
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

    private static T Parse<T, TState>(
        HttpRequest request, in ReadOnlySequence<byte> buffer, TState state, Utf8Parser<T, TState> parse)
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
            return ParseUtf8(buffer.FirstSpan, state, parse);
        }

        var length = (int)buffer.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(whole);
            return ParseUtf8(whole.AsSpan(0, length), state, parse);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static T ParseUtf8<T, TState>(ReadOnlySpan<byte> utf8, TState state, Utf8Parser<T, TState> parse) =>
        Utf8.IsValid(utf8) ? parse(utf8, state) : throw new ProblemException(Problem.InvalidBody(NotUtf8));

    private static T Parse<T>(ReadOnlySpan<byte> utf8, BodyParser<T> parse)
    {
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
            throw body.Invalid(Wrong.HalfACharacter);
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.InvalidBody($"The body is not valid JSON: {exception.Message}"));
        }
    }

    /// <summary>A JSON object as a record.</summary>
    /// <exception cref="ProblemException">It is not as the record says; its words name the place.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new ProblemException(Problem.InvalidBody("The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            throw BodyFault.Describe(utf8, type, exception);
        }
    }

    /// <summary>Whether a body is said to be JSON in UTF-8.</summary>
    public static bool IsJson(string? contentType)
    {
        if (string.Equals(contentType, Json, StringComparison.Ordinal))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType, Json, StringComparison.OrdinalIgnoreCase)
            && IsUtf8(type.CharSet);
    }

    public static bool IsUtf8(string? charSet) =>
        charSet is null || string.Equals(charSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase);
}
