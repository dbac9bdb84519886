using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Jobs;

namespace Purser.AutoBid.Decisions;

/// <summary>A job post as its row keeps it.</summary>
internal static class StoredPost
{
    public static string Write(JobPost post) => JsonSerializer.Serialize(post, StoredPostJson.Default.JobPost);

    public static JobPost Read(string json) => JsonSerializer.Deserialize(json, StoredPostJson.Default.JobPost)!;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JobPost))]
internal sealed partial class StoredPostJson : JsonSerializerContext;
