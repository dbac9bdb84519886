using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.Keys;

/// <summary>The keys of a gateway that is somewhere else.</summary>
/// <param name="client">Its base address is the gateway's.</param>
/// <param name="key">An operator's key.</param>
/// <param name="said">What was asked for.</param>
/// <param name="told">What else there is to say.</param>
/// <param name="cancellation">Stops waiting for an answer.</param>
internal sealed class RemoteKeys(HttpClient client, string key, TextWriter said, TextWriter told, CancellationToken cancellation)
{
    private const string Path = "v1/api-keys";
    private static readonly string[] Columns = ["KEY", "BEGINS", "SCOPE", "TEAM", "LAST USED", "STATE", "NAME"];

    /// <exception cref="KeysRefusedException">The gateway says no.</exception>
    public async Task CreateAsync(string name, string scope, string? team, DateTimeOffset? expires)
    {
        var request = new JsonObject { ["name"] = name, ["scope"] = scope };
        if (team is not null)
        {
            request["teamId"] = team;
        }

        if (expires is { } time)
        {
            request["expiresAt"] = time;
        }

        await TellSecretAsync(await AskAsync(HttpMethod.Post, Path, request), "made");
    }

    /// <inheritdoc cref="CreateAsync" />
    public async Task ListAsync(string? team)
    {
        var rows = new List<string[]> { Columns };
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await AskAsync(HttpMethod.Get, $"{Path}?limit=100{And("teamId", team)}{And("cursor", cursor)}");
            rows.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => new[]
            {
                Text(item, "keyId"), Text(item, "prefix"), Text(item, "scope"), Text(item, "teamId"), Text(item, "lastUsedAt"), StateOf(item), Text(item, "name"),
            }));
            cursor = page.GetProperty("next").GetString();
        }

        var widths = Columns.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            await said.WriteLineAsync(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <inheritdoc cref="CreateAsync" />
    public async Task RotateAsync(string keyId, int overlapSeconds) => await TellSecretAsync(
        await AskAsync(HttpMethod.Post, $"{Path}/{Uri.EscapeDataString(keyId)}/rotation", new JsonObject { ["overlapSeconds"] = overlapSeconds }), "rotated");

    /// <inheritdoc cref="CreateAsync" />
    public async Task RevokeAsync(string keyId)
    {
        var revoked = await AskAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(keyId)}");
        await told.WriteLineAsync($"{Text(revoked, "keyId")} was revoked at {Text(revoked, "revokedAt")}; within a second it is good for nothing.");
    }

    private async Task TellSecretAsync(JsonElement made, string how)
    {
        await told.WriteLineAsync($"{Text(made, "keyId")} was {how}; this is its secret, which is shown now and never again:");
        await said.WriteLineAsync(Text(made, "key"));
    }

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await client.SendAsync(request, cancellation);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        if (!isJson)
        {
            throw new KeysRefusedException($"{request.RequestUri} answered {(int)response.StatusCode}, and not as a gateway of Purser's does.");
        }

        var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return response.IsSuccessStatusCode ? answer : throw new KeysRefusedException(Text(answer, "detail"));
    }

    private static string And(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "-";

    private static string StateOf(JsonElement item) => (Text(item, "revokedAt"), Text(item, "expiresAt")) switch
    {
        (not "-" and var revoked, _) => $"revoked {revoked}",
        (_, not "-" and var expires) => $"until {expires}",
        _ => "good",
    };
}

/// <summary>A gateway says no; its message is the gateway's own sentence.</summary>
internal sealed class KeysRefusedException(string message) : Exception(message);
