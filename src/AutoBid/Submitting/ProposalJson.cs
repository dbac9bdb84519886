using System.Text.Encodings.Web;
using System.Text.Json;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Submitting;

/// <summary>A proposal as JSON: <c>{"teamId", "memberId", "job", "score", "because"}</c>.</summary>
internal static class ProposalJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The proposal on one line of UTF-8; the line's end goes with it.</summary>
    public static byte[] ToLine(Proposal proposal)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("teamId", proposal.TeamId.Value);
            json.WriteString("memberId", proposal.MemberId.Value);
            json.WritePropertyName("job");
            JobPostJson.Write(json, proposal.Job);
            json.WriteNumber("score", proposal.Score);
            json.WriteString("because", proposal.Because);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
