using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Purser.Gateway.Tests;

public sealed class BadBodyTests(GatewayHost gateway)
{
    private const int ThirtyMegabytes = 30 * 1024 * 1024;

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task The_good_bodies_are_good(int index)
    {
        var answer = await SendAsync(BodyCalls.All[index], $"good-{index}", BodyCalls.All[index].Good);

        Assert.NotEqual(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(1, gateway.Teams[$"good-{index}"].Calls);
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task What_is_no_single_JSON_object_in_UTF_8_is_refused(int index)
    {
        var call = BodyCalls.All[index];
        foreach (var (name, body) in BadBodies.ForEveryCall(call.Good))
        {
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

            ShouldBeRefused(await SendAsync(call, $"bad-{index}", content), $"{call} {name}");
        }

        Assert.Equal(0, gateway.Teams[$"bad-{index}"].Calls);
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task Every_other_value_of_every_member_is_refused_unless_the_document_allows_it(int index)
    {
        var call = BodyCalls.All[index];
        var contract = await gateway.Api.ContractAsync();
        foreach (var (number, body) in BadBodies.Variations(call.Good).Index())
        {
            var teamId = $"var-{index}-{number}";
            var answer = await SendAsync(call, teamId, body);
            if (IsGood(contract, call, body))
            {
                Assert.True(answer.Status != HttpStatusCode.BadRequest, $"{call.Template} refused {body}: {answer.Text}");
            }
            else
            {
                ShouldBeRefused(answer, $"{call.Template} {body}");
                Assert.Equal(0, gateway.Teams[teamId].Calls);
            }
        }
    }

    [Theory]
    [InlineData("PUT", "", """{"name":"Acme","owner":{"memberId":"..","name":"Anna"},"trial":true}""", "#/owner/memberId")]
    [InlineData("POST", "/debits", """{"memberId":".","action":"answer"}""", "#/memberId")]
    [InlineData("POST", "/debits", """{"memberId":"anna","action":"answer","jobId":"..."}""", "#/jobId")]
    [InlineData("POST", "/debits/batch", """{"debits":[{"key":"a","memberId":"anna","action":"answer","jobId":"\u002e."}]}""", "#/debits/0/jobId")]
    public async Task An_id_of_dots_alone_is_none(string method, string path, string body, string place)
    {
        var answer = await gateway.Api.SendAsync(HttpMethod.Parse(method), $"/v1/teams/dotted{path}", Api.Json(body), key: "key");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(place, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(0, gateway.Teams["dotted"].Calls);
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task An_empty_body_is_refused_where_one_is_needed(int index)
    {
        var call = BodyCalls.All[index];
        var none = await SendAsync(call, $"empty-{index}", content: null);
        var empty = await SendAsync(call, $"empty-{index}", "");
        if (call.IsOptional)
        {
            Assert.Equal(2, gateway.Teams[$"empty-{index}"].Calls);
        }
        else
        {
            none.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            empty.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            Assert.Equal(0, gateway.Teams[$"empty-{index}"].Calls);
        }
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task What_is_not_declared_to_be_JSON_is_not_read(int index)
    {
        var call = BodyCalls.All[index];
        foreach (var type in new[] { null, "text/plain", "application/xml", "text/json", "application/json; charset=utf-16", "application/json;;", "json", "*/*" })
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Good));
            if (type is not null)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            (await SendAsync(call, $"type-{index}", content)).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        }

        Assert.Equal(0, gateway.Teams[$"type-{index}"].Calls);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task JSON_may_be_declared_in_several_ways(string type)
    {
        var content = new ByteArrayContent("""{"budget":1}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await gateway.Api.SendAsync(HttpMethod.Put, "/v1/teams/nobody/budget", content)).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task Thirty_megabytes_are_refused_whether_announced_or_not(int index)
    {
        var call = BodyCalls.All[index];
        foreach (var isAnnounced in new[] { true, false })
        {
            (await SendAsync(call, $"large-{index}", new Blanks(ThirtyMegabytes, isAnnounced)))
                .ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        }

        Assert.Equal(0, gateway.Teams[$"large-{index}"].Calls);
    }

    [Theory]
    [MemberData(nameof(BodyCalls.Indices), MemberType = typeof(BodyCalls))]
    public async Task A_body_as_large_as_may_be_is_read(int index)
    {
        var call = BodyCalls.All[index];
        var limit = call.Template.EndsWith("batch", StringComparison.Ordinal) ? 2 * 1024 * 1024 : 64 * 1024;
        var largest = call.Good.PadRight(limit);

        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(call, $"fits-{index}", largest)).Status);
        Assert.Equal(1, gateway.Teams[$"fits-{index}"].Calls);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(call, $"fits-{index}", largest + " ")).Status);
    }

    private static void ShouldBeRefused(ApiAnswer answer, string what)
    {
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{what} was answered {answer.Status}: {answer.Text}");
        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.StartsWith("#", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString(), StringComparison.Ordinal);
    }

    /// <summary>What a schema cannot say comes on top: printable, not only blanks (but a key may be), and a zone that there is.</summary>
    private static bool IsGood(ApiContract contract, BodyCall call, string body)
    {
        if (body.Contains("\\u", StringComparison.Ordinal)
            || (body.Contains("\" \"", StringComparison.Ordinal) && !body.Contains("\"key\":\" \"", StringComparison.Ordinal))
            || HasRepeated(body)
            || (body.Contains("timeZone\":\"", StringComparison.Ordinal) && !body.Contains("Europe/Berlin", StringComparison.Ordinal)))
        {
            return false;
        }

        using var document = JsonDocument.Parse(body);
        return contract.Allows(call.Method, call.Path("t"), document.RootElement);
    }

    private static bool HasRepeated(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private Task<ApiAnswer> SendAsync(BodyCall call, string teamId, string body) => SendAsync(call, teamId, Api.Json(body));

    private Task<ApiAnswer> SendAsync(BodyCall call, string teamId, HttpContent? content) =>
        gateway.Api.SendAsync(call.Method, call.Path(teamId), content, key: "key");

    /// <summary>A long body of blanks, with or without a Content-Length.</summary>
    private sealed class Blanks : HttpContent
    {
        private readonly int length;
        private readonly bool isAnnounced;

        public Blanks(int length, bool isAnnounced)
        {
            (this.length, this.isAnnounced) = (length, isAnnounced);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            for (var sent = 0; sent < length; sent += blanks.Length)
            {
                await stream.WriteAsync(blanks);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = this.length;
            return isAnnounced;
        }
    }
}
