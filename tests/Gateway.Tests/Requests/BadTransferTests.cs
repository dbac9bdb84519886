using System.Net;
using System.Text;

namespace Purser.Gateway.Tests;

public sealed class BadTransferTests(GatewayHost gateway)
{
    private const string Head = "POST /v1/teams/transfer/debits HTTP/1.1\r\nHost: purser\r\nConnection: close\r\n"
        + "Authorization: Bearer " + GatewayHost.OperatorKey + "\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("Content-Length: abc\r\n\r\n{}")]
    [InlineData("X y: z\r\n\r\n")]
    public async Task What_does_not_arrive_as_HTTP_is_a_bad_request(string rest)
    {
        var answer = await RawHttp.SendAsync(gateway, Encoding.ASCII.GetBytes(Head + rest));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "bad-transfer");
        Assert.Equal(answer.Headers["Content-Length"], $"{answer.Text.Length}");
        Assert.Equal(0, gateway.Teams["transfer"].Calls);
    }

    [Fact]
    public async Task A_body_in_many_small_pieces_is_read()
    {
        var pieces = string.Concat("""{"memberId":"anna","action":"answer"}""".Select(character => $"1\r\n{character}\r\n"));

        var answer = await RawHttp.SendAsync(gateway, Encoding.ASCII.GetBytes(
            Head.Replace("transfer", "nobody", StringComparison.Ordinal) + $"Transfer-Encoding: chunked\r\n\r\n{pieces}0\r\n\r\n"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Theory]
    [InlineData("X: \u00e9\r\n", "", HttpStatusCode.BadRequest, "bad-transfer")]
    [InlineData("Idempotency-Key: caf\u00e9\r\n", "", HttpStatusCode.BadRequest, "bad-transfer")]
    [InlineData("X: 40000\r\n", "", HttpStatusCode.RequestHeaderFieldsTooLarge, "headers-too-large")]
    [InlineData("X: 101\r\n", "", HttpStatusCode.RequestHeaderFieldsTooLarge, "headers-too-large")]
    [InlineData("", "?x=9000", HttpStatusCode.RequestUriTooLong, "address-too-long")]
    [InlineData("", "/%00", HttpStatusCode.BadRequest, "bad-transfer")]
    [InlineData("", "\u00e9", HttpStatusCode.BadRequest, "bad-transfer")]
    public async Task What_the_server_itself_refuses_is_a_problem_too(string header, string address, HttpStatusCode status, string code)
    {
        header = header.Replace("40000", new string('x', 40_000), StringComparison.Ordinal)
            .Replace("X: 101\r\n", string.Concat(Enumerable.Range(0, 101).Select(at => $"X{at}: y\r\n")), StringComparison.Ordinal);
        address = address.Replace("9000", new string('x', 9_000), StringComparison.Ordinal);

        var answer = await RawHttp.AskAsync(gateway, $"GET /v1/teams/transfer/credits{address}", header);

        answer.ShouldBeProblem(status, code);
        Assert.Equal(answer.Headers["Content-Length"], $"{answer.Text.Length}");
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.Equal(0, gateway.Teams["transfer"].Calls);
    }

    [Theory]
    [InlineData("GET / HTTP/2.0\r\n\r\n", HttpStatusCode.HttpVersionNotSupported)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", HttpStatusCode.BadRequest)]
    [InlineData("\u0016\u0003\u0001 hello \r\n\r\n", HttpStatusCode.BadRequest)]
    [InlineData("nonsense\r\n\r\n", HttpStatusCode.BadRequest)]
    public async Task So_is_what_is_hardly_HTTP(string bytes, HttpStatusCode status) =>
        (await RawHttp.SendAsync(gateway, Encoding.Latin1.GetBytes(bytes))).ShouldBeProblem(status, "bad-transfer");

    [Fact]
    public async Task To_a_refused_HEAD_only_the_head_is_sent()
    {
        var answer = await RawHttp.AskAsync(gateway, "HEAD /v1/teams/transfer/credits", "X: \u00e9\r\n");

        Assert.Equal((HttpStatusCode.BadRequest, ""), (answer.Status, answer.Text));
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task Answers_to_what_was_sent_before_on_the_same_connection_come_first_and_whole()
    {
        const string Good = "GET /health/live HTTP/1.1\r\nHost: purser\r\n\r\n";

        var answers = await RawHttp.SendSeveralAsync(gateway, Encoding.Latin1.GetBytes(
            string.Concat(Enumerable.Repeat(Good, 50)) + Good.Replace("Host", "X: \u00e9\r\nHost", StringComparison.Ordinal) + Good));

        Assert.Equal(51, answers.Length);
        Assert.All(answers[..50], answer => answer.ShouldBe(HttpStatusCode.OK, """{"status":"live"}"""));
        answers[50].ShouldBeProblem(HttpStatusCode.BadRequest, "bad-transfer");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_compressed_body_is_refused_by_the_name_of_its_encoding(string encoding)
    {
        foreach (var call in BodyCalls.All)
        {
            var content = Api.Json(call.Good);
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

            var answer = await gateway.Api.SendAsync(call.Method, call.Path("encoded"), content, key: "key");

            answer.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-content-encoding");
            Assert.Contains(encoding, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        }

        Assert.Equal(0, gateway.Teams["encoded"].Calls);
    }

    [Fact]
    public async Task A_body_said_to_be_as_it_is_is_read()
    {
        var content = Api.Json("""{"memberId":"anna","action":"answer"}""");
        content.Headers.TryAddWithoutValidation("Content-Encoding", "identity");

        (await gateway.Api.SendAsync(HttpMethod.Post, "/v1/teams/nobody/debits", content, key: "k"))
            .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Fact]
    public async Task A_caller_who_leaves_in_the_middle_disturbs_nobody()
    {
        await gateway.Api.OpenAsync("left");
        using (var connection = await RawHttp.ConnectAsync(gateway))
        {
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(Head + "Content-Length: 100\r\n\r\n{\"memberId\""), TestContext.Current.CancellationToken);
        }

        var answer = await gateway.Api.PostAsync("/v1/teams/left/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(0, gateway.Teams["transfer"].Calls);
    }
}
