using System.Text;

namespace Purser.Benchmarks.Report;

/// <summary>A Markdown table padded to columns: read in a terminal as it is, pasted into a README as it is.</summary>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var widths = header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        var text = new StringBuilder();
        Write(text, header, widths);
        text.Append('|').AppendJoin('|', widths.Select((width, column) => IsText(column)
            ? new string('-', width + 2)
            : new string('-', width + 1) + ":")).Append("|\n");
        foreach (var row in rows)
        {
            Write(text, row, widths);
        }

        return text.ToString();
    }

    // The first columns name what is measured; the rest are figures.
    private static bool IsText(int column) => column < 2;

    private static void Write(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => IsText(column)
            ? cell.PadRight(widths[column])
            : cell.PadLeft(widths[column]))).Append(" |\n");
}
