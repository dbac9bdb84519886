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
        var answer = await RawHttp.Send(gateway, Encoding.ASCII.GetBytes(Head + rest));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(0, gateway.Teams["transfer"].Calls);
    }

    [Fact]
    public async Task A_body_in_many_small_pieces_is_read()
    {
        var pieces = string.Concat("""{"memberId":"anna","action":"answer"}""".Select(character => $"1\r\n{character}\r\n"));

        var answer = await RawHttp.Send(gateway, Encoding.ASCII.GetBytes(
            Head.Replace("transfer", "nobody", StringComparison.Ordinal) + $"Transfer-Encoding: chunked\r\n\r\n{pieces}0\r\n\r\n"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task Headers_that_never_end_are_cut_off()
    {
        var answer = await RawHttp.Send(gateway, Encoding.ASCII.GetBytes(Head + "X: " + new string('x', 40_000) + "\r\n\r\n"));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.Status);
    }

    [Fact]
    public async Task A_caller_who_leaves_in_the_middle_disturbs_nobody()
    {
        await gateway.Api.Open("left");
        using (var connection = await RawHttp.Connect(gateway))
        {
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(Head + "Content-Length: 100\r\n\r\n{\"memberId\""), TestContext.Current.CancellationToken);
        }

        var answer = await gateway.Api.Post("/v1/teams/left/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(0, gateway.Teams["transfer"].Calls);
    }
}
