using System.Net;

namespace Purser.Gateway.Tests;

public sealed class HeadTests(GatewayHost gateway)
{
    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_with_the_same_headers_and_no_body()
    {
        await gateway.Api.OpenAsync("head");
        foreach (var route in gateway.Routes.Select(Routes.Describe).Where(route => route.Method == HttpMethod.Get && !route.Path.StartsWith("/docs", StringComparison.Ordinal)
            // Its GET has no end.
            && !route.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            var path = route.PathFor("head");
            var whole = await RawHttp.AskAsync(gateway, $"GET {path}");

            var head = await RawHttp.AskAsync(gateway, $"HEAD {path}");

            Assert.Equal((whole.Status, "", path), (head.Status, head.Text, path));
            // A body that is sent in chunks is framed so, and no body is not.
            Assert.Equal(Without(whole, "Date", "Transfer-Encoding"), Without(head, "Date"));
        }
    }

    [Fact]
    public async Task The_pages_of_the_document_too()
    {
        var answer = await RawHttp.AskAsync(gateway, "HEAD /docs/");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Where_nothing_is_served_HEAD_finds_nothing() =>
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json", ""), Of(await RawHttp.AskAsync(gateway, "HEAD /v1/nothing")));

    private static (HttpStatusCode Status, string? MediaType, string Text) Of(ApiAnswer answer) =>
        (answer.Status, answer.MediaType, answer.Text);

    private static IEnumerable<KeyValuePair<string, string>> Without(ApiAnswer answer, params string[] headers) =>
        answer.Headers.Where(each => !headers.Contains(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal);
}
