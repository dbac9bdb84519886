using System.Net;
using System.Text;

namespace Purser.Gateway.Tests;

public sealed class IdempotencyKeyTests(GatewayHost gateway)
{
    private static readonly (string Path, string Body)[] Calls =
    [
        ("debits", """{"memberId":"anna","action":"answer"}"""),
        ("extra", """{"credits":1,"reason":"goodwill"}"""),
    ];

    [Theory]
    [InlineData("")]
    [InlineData("Idempotency-Key:\r\n")]
    [InlineData("Idempotency-Key:   \r\n")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: a\r\n")]
    [InlineData("Idempotency-Key: a\r\nidempotency-key: b\r\n")]
    [InlineData("Idempotency-Key: a\tb\r\n")]
    [InlineData("Idempotency-Key: a\u007fb\r\n")]
    [InlineData("Idempotency-Key: a\u0085b\r\n")]
    [InlineData("Idempotency-Key: a\u2028b\r\n")]
    public async Task A_missing_repeated_or_unprintable_key_is_refused(string header)
    {
        foreach (var (path, body) in Calls)
        {
            var answer = await RawHttp.PostAsync(gateway, $"/v1/teams/bad-key/{path}", body, Encoding.UTF8.GetBytes(header));

            answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            Assert.Equal("Idempotency-Key", answer.Json.GetProperty("errors")[0].GetProperty("header").GetString());
        }

        Assert.Equal(0, gateway.Teams["bad-key"].Calls);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { (byte)'a', 0x00 })]
    [InlineData(new byte[] { (byte)'a', 0x0d, (byte)'b' })]
    public async Task What_is_no_header_at_all_is_refused_by_the_server(byte[] key)
    {
        var answer = await RawHttp.PostAsync(gateway, "/v1/teams/bad-key/debits", Calls[0].Body, [.. "Idempotency-Key: "u8, .. key, .. "\r\n"u8]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(0, gateway.Teams["bad-key"].Calls);
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        foreach (var (path, body) in Calls)
        {
            (await gateway.Api.PostAsync($"/v1/teams/long-key/{path}", body, new string('k', 256)))
                .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            (await gateway.Api.PostAsync($"/v1/teams/long-key/{path}", body, new string('k', 255)))
                .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        }
    }

    [Theory]
    [InlineData("0b8f1c1e-6f5d-4a55-9d07-6d1f9f3f2f43")]
    [InlineData("a, b")]
    [InlineData("\"quoted\"")]
    [InlineData("schlüssel-😀")]
    public async Task Any_printable_key_is_one(string key)
    {
        var answer = await RawHttp.PostAsync(
            gateway, "/v1/teams/printable/debits", Calls[0].Body, Encoding.UTF8.GetBytes($"Idempotency-Key: {key}\r\n"));

        answer.ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }
}
