using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Purser.Jobs;

/// <summary>
/// A job as JSON, in feeds and to webhooks:
/// <code>
/// {"id":"job-1","title":"Shop","type":"fixed","level":"Expert","budget":500,"hourlyRate":{"low":25,"high":40},
///  "skills":["C#"],"description":"…","postedAt":"2026-03-01T12:00:00Z"}
/// </code>
/// Only <c>id</c> and <c>title</c> must be there. What is null is as if absent; other members are ignored, for feeds are
/// other people's.
/// </summary>
public static class JobPostJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one job; what it reads is within <see cref="JobLimits"/>. It never throws.</summary>
    /// <param name="utf8">The object, and nothing else but blanks.</param>
    /// <param name="now">The time: a job posted more than <see cref="JobLimits.PostedAhead"/> after it is refused.</param>
    /// <param name="job">The job.</param>
    /// <param name="problem">Why it is none, as a sentence or two.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, DateTimeOffset now, [NotNullWhen(true)] out JobPost? job, [NotNullWhen(false)] out string? problem)
    {
        (job, problem) = (null, null);
        if (!Utf8.IsValid(utf8))
        {
            problem = "It is not valid UTF-8.";
            return false;
        }

        try
        {
            job = new JobPostReader(utf8, now).Read();
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
        }
        catch (JsonException exception)
        {
            problem = $"It is not valid JSON: {exception.Message}";
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escaped string that is no Unicode, whether it is read or compared.
            problem = """It holds half a character (a lone surrogate such as \ud800).""";
        }

        return job is not null;
    }

    /// <summary>Writes a job so that it reads back equal.</summary>
    public static void Write(Utf8JsonWriter json, JobPost job)
    {
        json.WriteStartObject();
        json.WriteString("id", job.Id.Value);
        json.WriteString("title", job.Title);
        if (job.Payment != JobPayment.Unknown)
        {
            json.WriteString("type", job.Payment == JobPayment.Fixed ? "fixed" : "hourly");
        }

        WriteText(json, "level", job.Level);
        WriteAmount(json, "budget", job.Budget);
        if (job.Rate is { } rate)
        {
            json.WriteStartObject("hourlyRate");
            WriteAmount(json, "low", rate.Low);
            WriteAmount(json, "high", rate.High);
            json.WriteEndObject();
        }

        json.WriteStartArray("skills");
        foreach (var skill in job.Skills)
        {
            json.WriteStringValue(skill);
        }

        json.WriteEndArray();
        WriteText(json, "description", job.Description);
        if (job.PostedAt is { } postedAt)
        {
            json.WriteString("postedAt", postedAt.UtcDateTime);
        }

        json.WriteEndObject();
    }

    /// <summary>The job on one line of UTF-8, without the line's end.</summary>
    public static byte[] ToUtf8(JobPost job)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            Write(json, job);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteAmount(Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
