using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>A debit of before, as a line of a file.</summary>
internal sealed record PastRow(
    [Years(2000, 2099)] DateTimeOffset At,
    [OwnId] MemberId MemberId,
    AiAction Action,
    [OwnId] JobId? JobId = null,
    bool? Regeneration = null,
    [Key] string? Key = null)
{
    private static readonly JsonTypeInfo<PastRow> Type = StrictJson.Type<PastRow>();

    /// <summary>What a row may have.</summary>
    public static IReadOnlyList<string> Members { get; } = [.. Type.Properties.Select(member => member.Name)];

    /// <summary>What it must have.</summary>
    public static IEnumerable<string> Required => Type.Properties.Where(member => member.IsRequired).Select(member => member.Name);

    public PastDebit ToDebit() => new(At, MemberId, Action, JobId, Regeneration ?? false, Key);

    /// <summary>Reads a line of JSON, which must be valid UTF-8.</summary>
    /// <exception cref="ProblemException">It is no such row.</exception>
    public static PastRow Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Type) ?? throw new ProblemException(Problem.InvalidBody("The line must be a JSON object."));
        }
        catch (JsonException exception)
        {
            throw BodyFault.Describe(json, Type, exception);
        }
    }

    /// <summary>Reads a line of CSV, as the JSON object that it stands for: so that both have the same rules and words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">What its fields are.</param>
    /// <exception cref="ProblemException">It is no such row.</exception>
    public static PastRow Read(string line, string[] columns)
    {
        var fields = Fields(line);
        if (fields.Count != columns.Length)
        {
            throw new ProblemException(Problem.InvalidBody($"The line has {fields.Count} fields, and the header names {columns.Length}."));
        }

        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            for (var at = 0; at < columns.Length; at++)
            {
                Write(writer, columns[at], fields[at]);
            }

            writer.WriteEndObject();
        }

        return Read(json.WrittenSpan);
    }

    /// <summary>The fields of a line, as RFC 4180 has them: none of ours has a line break in it.</summary>
    /// <exception cref="ProblemException">A quotation mark has no other, or stands where it may not.</exception>
    public static List<string> Fields(string line)
    {
        List<string> fields = [];
        for (var at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || line[at] != '"')
            {
                var end = line.IndexOf(',', at);
                end = end < 0 ? line.Length : end;
                fields.Add(line[at..end]);
                at = end;
                continue;
            }

            fields.Add(Quoted(line, ref at));
        }

        return fields;
    }

    private static string Quoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                text.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                text.Append(line[at++]);
            }
            else
            {
                at++;
                return at == line.Length || line[at] == ',' ? text.ToString() : throw Misquoted();
            }
        }

        throw Misquoted();
    }

    private static ProblemException Misquoted() =>
        new(Problem.InvalidBody("A field is not quoted as CSV has it: \"…\", with \"\" for each quotation mark in it."));

    private static void Write(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (name is "regeneration" && text is "true" or "false")
        {
            writer.WriteBoolean(name, text is "true");
        }
        else
        {
            writer.WriteString(name, text);
        }
    }
}
