using System.Net;

namespace Purser.Gateway.Tests.Portal.Embedding;

/// <summary>A page of another origin that shows a team's credits, as far as the gateway sees it.</summary>
internal sealed class HostPage(GatewayHost gateway, string token, string? origin = HostPage.Origin) : IDisposable
{
    public const string Origin = "https://app.example.com";

    private readonly Visitor browser = new(gateway.Address);

    public string Token => token;

    /// <summary>What its backend asks for.</summary>
    public static Task<ApiAnswer> AskAsync(GatewayHost gateway, string teamId, string memberId = "anna", string origin = Origin, int ttlSeconds = 600) =>
        gateway.Api.PostAsync($"/v1/teams/{teamId}/portal-sessions", $$"""{"memberId":"{{memberId}}","origin":"{{origin}}","ttlSeconds":{{ttlSeconds}}}""");

    public static async Task<HostPage> OfAsync(GatewayHost gateway, string teamId, string memberId = "anna", int ttlSeconds = 600)
    {
        var session = await AskAsync(gateway, teamId, memberId, ttlSeconds: ttlSeconds);
        Assert.Equal(HttpStatusCode.Created, session.Status);
        return new HostPage(gateway, session.Json.GetProperty("token").GetString()!);
    }

    public Task<ApiAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => browser.GetAsync(path, [.. Own, .. headers]);

    public Task<ApiAnswer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        browser.PostAsync(path, fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), [.. Own]);

    public void Dispose() => browser.Dispose();

    private IEnumerable<(string, string)> Own => origin is null
        ? [("Authorization", $"Bearer {token}")]
        : [("Authorization", $"Bearer {token}"), ("Origin", origin)];
}
