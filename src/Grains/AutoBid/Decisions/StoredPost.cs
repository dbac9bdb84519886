using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Jobs;

namespace Purser.AutoBid.Decisions;

/// <summary>A job post as its row keeps it.</summary>
internal static class StoredPost
{
    public static string Write(JobPost post) => JsonSerializer.Serialize(post, StoredPostJson.Default.JobPost);

    /// <param name="utf8">As it comes from the table: a text of twice the size would be of no use.</param>
    public static JobPost Read(byte[] utf8) => JsonSerializer.Deserialize<JobPost>(utf8, StoredPostJson.Default.JobPost)!;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JobPost))]
internal sealed partial class StoredPostJson : JsonSerializerContext;
