using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.Access;

/// <summary>A key as the audit trail says it: never its secret, nor what people call it.</summary>
internal static class ApiKeyFacts
{
    /// <summary>A JSON object.</summary>
    public static string Of(ApiKey key) => new JsonObject
    {
        ["scope"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(key.Scope.ToString()),
        ["prefix"] = key.Prefix,
        ["expiresAt"] = key.ExpiresAt?.UtcDateTime,
        ["rotatedAt"] = key.RotatedAt?.UtcDateTime,
        ["revokedAt"] = key.RevokedAt?.UtcDateTime,
    }.ToJsonString();
}
