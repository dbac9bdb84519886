using System.Net;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Tests.Portal;

/// <summary>A person with a browser of their own: it keeps cookies, and goes where it is led only when the test says so.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private readonly Uri address;

    public Visitor(Uri address, string language = "en")
    {
        this.address = address;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public IEnumerable<Cookie> Cookies => cookies.GetCookies(address);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A visitor who came in by a link.</summary>
    public static async Task<Visitor> InAsync(GatewayHost gateway, string teamId, string memberId = "anna", string language = "en")
    {
        var visitor = new Visitor(gateway.Address, language);
        var entered = await visitor.GetAsync(await LinkAsync(gateway, teamId, memberId));
        Assert.Equal(HttpStatusCode.SeeOther, entered.Status);
        return visitor;
    }

    /// <summary>The path of a fresh link.</summary>
    public static async Task<string> LinkAsync(GatewayHost gateway, string teamId, string memberId = "anna", int ttlSeconds = 300)
    {
        var answer = await gateway.Api.PostAsync($"/v1/teams/{teamId}/portal-links", $$"""{"memberId":"{{memberId}}","ttlSeconds":{{ttlSeconds}}}""");
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return new Uri(answer.Json.GetProperty("url").GetString()!).PathAndQuery;
    }

    public Task<ApiAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, content: null, headers);

    public Task<ApiAnswer> SendAsync(HttpMethod method, string path) => SendAsync(method, path, content: null, []);

    public Task<ApiAnswer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), headers);

    /// <summary>What a form of the page carries.</summary>
    public async Task<string> FormTokenAsync(string teamId) => FormField().Match((await GetAsync($"/portal/teams/{teamId}")).Text).Groups["token"].Value;

    public void Dispose() => http.Dispose();

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Cancellation);
        return await ApiAnswer.OfAsync(response, Cancellation);
    }

    [GeneratedRegex("name=\"form\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormField();
}
