using System.Runtime.CompilerServices;
using System.Text.Json;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>Turns bytes into jobs and problems: lines with a job each, or one JSON value with a job or a list of them.</summary>
/// <param name="seen">The jobs there were already: one of them again is a problem.</param>
/// <param name="time">Says whether a job is from the future.</param>
internal sealed class JobReader(Sightings seen, TimeProvider time)
{
    /// <summary>Longest document with all its jobs, in bytes: it is held in memory.</summary>
    public const int LongestDocument = 32 * 1024 * 1024;

    private const string IsUtf16 = "It is UTF-16; save it as UTF-8.";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads lines as they come; blank ones are passed over.</summary>
    public async IAsyncEnumerable<FeedItem> ReadLinesAsync(
        string name, Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = new LineReader(stream);
        while (true)
        {
            Line? next = null;
            string? trouble = null;
            try
            {
                next = await lines.NextAsync(cancellation);
            }
            catch (IOException exception)
            {
                trouble = $"It cannot be read further: {exception.Message}";
            }

            if (next is not { } line)
            {
                if (trouble is not null)
                {
                    yield return new FeedItem.Problem(name, trouble);
                }

                yield break;
            }

            if (line is { Number: 1, Bytes: { } start } && LooksLikeUtf16(start))
            {
                yield return new FeedItem.Problem(name, IsUtf16);
                yield break;
            }

            if (Read($"{name}:{line.Number}", line) is { } item)
            {
                yield return item;
            }
        }
    }

    /// <summary>Reads a whole document: a list of jobs, or a job.</summary>
    public IEnumerable<FeedItem> ReadDocument(string name, byte[] utf8)
    {
        if (LooksLikeUtf16(utf8))
        {
            yield return new FeedItem.Problem(name, IsUtf16);
            yield break;
        }

        if (!IsList(utf8))
        {
            yield return Read(name, WithoutMark(utf8));
            yield break;
        }

        var items = ItemsOf(utf8, out var problem);
        for (var index = 0; index < items.Count; index++)
        {
            yield return Read($"{name}[{index}]", utf8.AsSpan(items[index]));
        }

        if (problem is not null)
        {
            yield return new FeedItem.Problem($"{name}[{items.Count}]", problem);
        }
    }

    /// <summary>Whether a document is a list, as opposed to a job or to lines with a job each.</summary>
    public static bool IsList(byte[] utf8) => WithoutMark(utf8).TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    private FeedItem? Read(string where, Line line)
    {
        if (line.Bytes is null)
        {
            return new FeedItem.Problem(where, $"The line is longer than {LineReader.Longest} bytes.");
        }

        var utf8 = line.Number == 1 ? WithoutMark(line.Bytes) : line.Bytes;
        return utf8.ContainsAnyExcept(" \t\r"u8) ? Read(where, utf8) : null;
    }

    private FeedItem Read(string where, ReadOnlySpan<byte> utf8) =>
        !JobPostJson.TryRead(utf8, time.GetUtcNow(), out var job, out var problem) ? new FeedItem.Problem(where, problem)
        : !seen.TryAdd(job.Id.Value, where, out var first) ? new FeedItem.Problem(where, $"The job {job.Id} was there before, at {first}.")
        : new FeedItem.Job(where, job);

    private static List<Range> ItemsOf(byte[] utf8, out string? problem)
    {
        var start = utf8.Length - WithoutMark(utf8).Length;
        var json = new Utf8JsonReader(utf8.AsSpan(start));
        List<Range> items = [];
        problem = null;
        try
        {
            json.Read();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var from = start + (int)json.TokenStartIndex;
                json.Skip();
                items.Add(from..(start + (int)json.BytesConsumed));
            }

            json.Read(); // Nothing but blanks may follow.
        }
        catch (JsonException exception)
        {
            problem = $"It is not valid JSON from here on: {exception.Message}";
        }

        return items;
    }

    // JSON has no zero bytes, and UTF-16 has one in each of its first characters there.
    private static bool LooksLikeUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] or [0, not 0, ..] or [not 0, 0, ..];

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
}
