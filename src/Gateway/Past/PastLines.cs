using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>The lines of a file that is sent, read as they arrive: of the file, however long it is, a part is in memory.</summary>
internal sealed class PastLines
{
    public const string NdjsonType = "application/x-ndjson";
    public const string CsvType = "text/csv";

    /// <summary>Most bytes of a line: ten times the longest there can sensibly be.</summary>
    private const int Longest = 16 * 1024;

    private readonly PipeReader reader;
    private readonly bool isCsv;
    private readonly Dictionary<PastDebit, int> sameTime = [];
    private DateTimeOffset lastAt;
    private string[]? columns;
    private long number;
    private bool isTooLong;
    private bool isOver;

    private PastLines(PipeReader reader, bool isCsv) => (this.reader, this.isCsv) = (reader, isCsv);

    /// <summary>A request's file.</summary>
    /// <exception cref="ProblemException">It is none that is read here.</exception>
    public static PastLines Of(HttpContext context)
    {
        RequestBody.CheckEncoding(context.Request);
        if (!Is(context.Request.ContentType, CsvType) && !Is(context.Request.ContentType, NdjsonType))
        {
            throw new ProblemException(Problem.UnsupportedMediaType(
                context.Request.ContentType, $"`Content-Type: {NdjsonType}` or `{CsvType}`", "The body must be lines of JSON, or CSV."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        return new PastLines(context.Request.BodyReader, Is(context.Request.ContentType, CsvType));
    }

    /// <summary>The next lines; null where there are no more.</summary>
    /// <exception cref="ProblemException">The file is none that could be read.</exception>
    public async Task<PastPart?> NextAsync()
    {
        var part = new PastPart();
        while (!isOver && !part.IsFull)
        {
            var read = await RequestBody.ReceiveAsync(reader.ReadAsync());
            // Reading a thousand lines is long for the thread that listens to sockets.
            await SocketThreads.LeaveAsync();
            var rest = read.Buffer.Slice(read.Buffer.End);
            try
            {
                rest = Cut(read.Buffer, read.IsCompleted, part);
            }
            finally
            {
                reader.AdvanceTo(rest.Start, part.IsFull ? rest.Start : rest.End);
            }

            isOver = read.IsCompleted && rest.IsEmpty;
        }

        return isOver && part is { Debits.Count: 0, Problems.Count: 0 } ? null : part;
    }

    /// <summary>Takes whole lines, and returns what is left.</summary>
    private ReadOnlySequence<byte> Cut(ReadOnlySequence<byte> buffer, bool isWhole, PastPart part)
    {
        while (!part.IsFull && !buffer.IsEmpty)
        {
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                Take(buffer.Slice(0, end), part);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            else if (isWhole)
            {
                Take(buffer, part);
                buffer = buffer.Slice(buffer.End);
            }
            else
            {
                isTooLong |= buffer.Length > Longest;
                return isTooLong ? buffer.Slice(buffer.End) : buffer;
            }
        }

        if (isTooLong && isWhole && buffer.IsEmpty)
        {
            Take(buffer, part);
        }

        return buffer;
    }

    private void Take(in ReadOnlySequence<byte> line, PastPart part)
    {
        number++;
        if (isTooLong || line.Length > Longest)
        {
            isTooLong = false;
            part.Problems.Add(new LineProblem(number, $"The line has more than {Longest} bytes."));
            return;
        }

        if (line.IsSingleSegment)
        {
            Take(line.FirstSpan, part);
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)line.Length);
        line.CopyTo(whole);
        Take(whole.AsSpan(0, (int)line.Length), part);
        ArrayPool<byte>.Shared.Return(whole);
    }

    private void Take(ReadOnlySpan<byte> line, PastPart part)
    {
        line = line.TrimEnd((byte)'\r');
        if (number == 1 && line.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        if (line.Trim(" \t"u8).IsEmpty)
        {
            return;
        }

        if (!Utf8.IsValid(line))
        {
            part.Problems.Add(new LineProblem(number, "The line is not valid UTF-8."));
        }
        else if (isCsv && columns is null)
        {
            columns = Columns(Encoding.UTF8.GetString(line));
        }
        else
        {
            Read(line, part);
        }
    }

    private void Read(ReadOnlySpan<byte> line, PastPart part)
    {
        try
        {
            var row = isCsv ? PastRow.Read(Encoding.UTF8.GetString(line), columns!) : PastRow.Read(line);
            part.Add(number, Numbered(row.ToDebit()));
        }
        catch (ProblemException problem)
        {
            part.Problems.Add(new LineProblem(number, problem.Message.Replace("The body", "The line", StringComparison.Ordinal)));
        }
    }

    /// <summary>Without a key a debit is known by what it says, and by how many that say the same came before it.</summary>
    private PastDebit Numbered(PastDebit debit)
    {
        if (debit.At != lastAt)
        {
            lastAt = debit.At;
            sameTime.Clear();
        }

        if (debit.Key is not null)
        {
            return debit;
        }

        var before = sameTime.GetValueOrDefault(debit);
        sameTime[debit] = before + 1;
        return before == 0 ? debit : debit with { Repetition = before };
    }

    private static string[] Columns(string header)
    {
        string[] named = [.. PastRow.Fields(header).Select(static name => name.Trim())];
        if (Array.Find(named, static name => !PastRow.Members.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw Invalid($"There is no column {Wrong.Shorten(unknown)}; the columns are {string.Join(", ", PastRow.Members)}.");
        }

        if (PastRow.Required.FirstOrDefault(name => !named.Contains(name, StringComparer.Ordinal)) is { } missing)
        {
            throw Invalid($"The column {missing} is missing; the first line names the columns.");
        }

        return named.Distinct(StringComparer.Ordinal).Count() == named.Length ? named : throw Invalid("A column is there twice.");
    }

    private static ProblemException Invalid(string detail) => new(Problem.InvalidBody(detail));

    private static bool Is(string? contentType, string wanted) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, wanted, StringComparison.OrdinalIgnoreCase)
        && RequestBody.IsUtf8(type.CharSet);
}
