using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Purser.Gateway.Answers;

/// <summary>
/// CSV as RFC 4180 has it, in UTF-8: cells parted by commas, rows ended by CRLF, quotes where a cell needs them.
/// </summary>
/// <remarks>
/// A spreadsheet runs a cell that begins like a formula. Such text gets an apostrophe before it, and so does text that begins with
/// one: who drops one leading apostrophe has what was there. Numbers are left as they are.
/// </remarks>
internal sealed class CsvWriter(IBufferWriter<byte> output)
{
    public const string MediaType = "text/csv";

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    private bool isInRow;

    public void Text(string? text)
    {
        Part();
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (LooksLikeFormula(text))
        {
            text = "'" + text;
        }

        if (text.AsSpan().ContainsAny(Quoted) || text[0] == ' ' || text[^1] == ' ')
        {
            text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }

        Encoding.UTF8.GetBytes(text, output);
    }

    public void Number(long? number)
    {
        Part();
        if (number is { } known)
        {
            Utf8Formatter.TryFormat(known, output.GetSpan(20), out var written);
            output.Advance(written);
        }
    }

    public void Flag(bool flag)
    {
        Part();
        output.Write(flag ? "true"u8 : "false"u8);
    }

    public void Code<TWord>(TWord? word)
        where TWord : struct, Enum
    {
        Part();
        if (word is { } known)
        {
            output.Write(Codes.Of(known).EncodedUtf8Bytes);
        }
    }

    public void Instant(DateTimeOffset instant)
    {
        Part();
        output.Advance(Instants.Format(instant, output.GetSpan(Instants.Length)));
    }

    public void EndRow()
    {
        output.Write("\r\n"u8);
        isInRow = false;
    }

    /// <summary>Formulas begin so, also in full width and after blanks; a tab or line end alone would hide one.</summary>
    private static bool LooksLikeFormula(string text)
    {
        var seen = text.AsSpan().TrimStart();
        return seen.IsEmpty || text[0] is '\t' or '\r' or '\n'
            || seen[0] is '=' or '+' or '-' or '@' or '\'' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
    }

    private void Part()
    {
        if (isInRow)
        {
            output.Write(","u8);
        }

        isInRow = true;
    }
}
