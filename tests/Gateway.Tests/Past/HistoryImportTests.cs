using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Purser.Gateway.Tests;

public sealed class HistoryImportTests(GatewayHost gateway)
{
    private const string Good = """{"at":"2026-01-05T09:12:00Z","memberId":"anna","action":"cover_letter"}""";

    private Api Api => gateway.Api;

    [Fact]
    public async Task Lines_become_debits_with_all_that_they_say()
    {
        await Api.OpenAsync("past");

        var answer = await SendAsync("past", """
            {"at":"2026-01-05T10:12:00.25+01:00","memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":true,"key":"k 1"}

            {"action":"answer","memberId":"anna","at":"2026-01-05T09:12:01Z","jobId":null}
            """);

        answer.ShouldBe(HttpStatusCode.OK, """{"imported":2,"skipped":0,"refused":0,"problems":[],"dryRun":false}""");
        var anna = MemberId.Parse("anna");
        Assert.Equal(
            [
                new(new(2026, 1, 5, 9, 12, 0, 250, TimeSpan.Zero), anna, AiAction.CoverLetter, JobId.Parse("job-1"), Regeneration: true, "k 1"),
                new(new(2026, 1, 5, 9, 12, 1, TimeSpan.Zero), anna, AiAction.Answer, JobId: null, Regeneration: false, Key: null),
            ],
            gateway.Teams["past"].Parts.SelectMany(part => part.Debits));
        Assert.Equal([false, true], gateway.Teams["past"].Parts.Select(part => part.IsLast));
    }

    [Fact]
    public async Task A_spreadsheet_is_as_good_its_columns_in_any_order()
    {
        await Api.OpenAsync("past-csv");

        var answer = await SendAsync("past-csv", "\ufeffaction,at,memberId,key,regeneration,jobId\r\nanswer,2026-01-05T09:12:00Z,anna,\"a,\"\"b\"\"\",true,\r\n\"ai_improve\",2026-01-05T09:13:00Z,anna,,,job-1\r\n", "text/csv; charset=utf-8");

        Assert.Equal(2, answer.Json.GetProperty("imported").GetInt32());
        var debits = gateway.Teams["past-csv"].Parts[0].Debits;
        Assert.Equal(("a,\"b\"", true, null), (debits[0].Key, debits[0].Regeneration, debits[0].JobId));
        Assert.Equal((null, false, JobId.Parse("job-1")), (debits[1].Key, debits[1].Regeneration, debits[1].JobId));
    }

    [Fact]
    public async Task What_is_wrong_with_a_line_is_said_with_its_number_and_the_others_are_imported()
    {
        await Api.OpenAsync("past-bad");

        var answer = await SendAsync("past-bad", string.Join('\n',
            Good,
            "nonsense",
            """{"at":"2026-01-05","memberId":"anna","action":"answer"}""",
            """{"at":"1999-01-05T00:00:00Z","memberId":"anna","action":"answer"}""",
            """{"at":"2026-01-05T09:12:00Z","memberId":"anna","action":"answer","credits":2}""",
            """{"at":"2026-01-05T09:12:00Z","memberId":"anna"}""",
            """{"at":"2026-01-05T09:12:00Z","memberId":"nobody","action":"answer"}""",
            "[]",
            new string('x', 20_000),
            """{"at":"2026-01-05T09:13:00Z","memberId":"anna","action":"answer"}"""));

        Assert.Equal((2, 0, 8), Counts(answer));
        var problems = answer.Json.GetProperty("problems").EnumerateArray().ToDictionary(one => one.GetProperty("line").GetInt32(), one => one.GetProperty("detail").GetString()!);
        Assert.Equal(Enumerable.Range(2, 8), problems.Keys);
        Assert.StartsWith("The line is not valid JSON", problems[2], StringComparison.Ordinal);
        Assert.Contains("at must be an RFC 3339 instant", problems[3], StringComparison.Ordinal);
        Assert.Contains("2000", problems[4], StringComparison.Ordinal);
        Assert.Contains("credits", problems[5], StringComparison.Ordinal);
        Assert.Equal("The member action is missing.", problems[6]);
        Assert.Contains("nobody", problems[7], StringComparison.Ordinal);
        Assert.Equal("The line must be a JSON object.", problems[8]);
        Assert.Contains("16384 bytes", problems[9], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-05T09:12:00Z,anna", "2 fields")]
    [InlineData("2026-01-05T09:12:00Z,anna,fly", "action must be one of")]
    [InlineData("2026-01-05T09:12:00Z,anna,\"answer", "quoted")]
    [InlineData("2026-01-05T09:12:00Z,anna,\"answer\"x", "quoted")]
    [InlineData(",anna,answer", "at is missing")]
    public async Task A_line_of_a_spreadsheet_is_held_to_the_same_rules(string line, string detail)
    {
        await Api.OpenAsync("past-csv-bad");

        var answer = await SendAsync("past-csv-bad", $"at,memberId,action\n{line}\n", "text/csv");

        var problem = Assert.Single(answer.Json.GetProperty("problems").EnumerateArray());
        Assert.Equal(2, problem.GetProperty("line").GetInt32());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at,memberId\n")]
    [InlineData("at,memberId,action,price\n")]
    [InlineData("at,memberId,action,at\n")]
    public async Task A_header_that_cannot_be_meant_is_refused_with_the_whole_file(string csv)
    {
        await Api.OpenAsync("past-header");

        (await SendAsync("past-header", csv, "text/csv")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task The_same_again_imports_nothing_twice()
    {
        await Api.OpenAsync("past-again");
        var lines = string.Join('\n', Enumerable.Range(0, 2500).Select(n => Good[..^1] + $$""","key":"k{{n}}"}"""));

        Assert.Equal((1200, 0, 0), Counts(await SendAsync("past-again", string.Join('\n', lines.Split('\n')[..1200]))));
        Assert.Equal((1300, 1200, 0), Counts(await SendAsync("past-again", lines)));
        Assert.All(gateway.Teams["past-again"].Parts, part => Assert.InRange(part.Debits.Length, 0, Limits.BatchSize));
    }

    [Fact]
    public async Task Lines_that_say_the_same_without_a_key_count_each_and_are_known_again()
    {
        await Api.OpenAsync("past-same");

        Assert.Equal((3, 0, 0), Counts(await SendAsync("past-same", $"{Good}\n{Good}\n{Good}")));
        Assert.Equal((0, 3, 0), Counts(await SendAsync("past-same", $"{Good}\n{Good}\n{Good}\n")));
    }

    [Fact]
    public async Task A_dry_run_imports_nothing_and_knows_the_keys_that_it_saw()
    {
        await Api.OpenAsync("past-dry");
        var lines = string.Join('\n', Enumerable.Range(0, 1500).Select(n => Good[..^1] + $$""","key":"k{{n}}"}"""));
        lines += '\n' + Good[..^1] + ""","key":"k7"}""" + '\n'
            + Good.Replace("cover_letter", "answer", StringComparison.Ordinal)[..^1] + ""","key":"k8"}""";

        var foreseen = await SendAsync("past-dry", lines, path: "past-dry/history?dryRun=true");
        var answer = await SendAsync("past-dry", lines);

        Assert.Equal((1500, 1, 1), Counts(answer));
        Assert.Equal(answer.Text.Replace("\"dryRun\":false", "\"dryRun\":true", StringComparison.Ordinal), foreseen.Text);
    }

    [Fact]
    public async Task A_team_that_spends_already_is_told_that_it_is_too_late()
    {
        await Api.OpenAsync("past-late");
        gateway.Teams["past-late"].PastIsOver = true;

        (await SendAsync("past-late", Good)).ShouldBeProblem(HttpStatusCode.Conflict, "team-has-debits");
        Assert.Equal((0, 0, 0), Counts(await SendAsync("past-late", "")));
        (await SendAsync("past-nobody", Good)).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await SendAsync("past-nobody", "")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Fact]
    public async Task Only_files_of_lines_are_read()
    {
        (await SendAsync("past", Good, "application/json")).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await SendAsync("past", Good, "text/csv; charset=latin1")).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        using var zipped = new StringContent(Good, MediaTypeHeaderValue.Parse("application/x-ndjson"));
        zipped.Headers.ContentEncoding.Add("gzip");
        (await Api.SendAsync(HttpMethod.Post, "/v1/teams/past/history", zipped)).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-content-encoding");
        (await SendAsync("past", Good, path: "past/history?dry=true")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task When_it_breaks_off_debits_need_not_wait_for_the_rest()
    {
        await Api.OpenAsync("past-broken");
        var lines = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 1000).Select(n => Good[..^1] + $$""","key":"k{{n}}"}""")) + "\n");
        var head = Encoding.ASCII.GetBytes(
            "POST /v1/teams/past-broken/history HTTP/1.1\r\nHost: purser\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\n"
            + $"Authorization: Bearer {GatewayHost.OperatorKey}\r\nTransfer-Encoding: chunked\r\n\r\n{lines.Length:x}\r\n");

        await RawHttp.SendAsync(gateway, [.. head, .. lines, .. "\r\nnonsense\r\n"u8]);

        await Poll.UntilAsync(() => gateway.Teams["past-broken"].Parts is [.., { IsLast: true, Debits: [] }]);
    }

    private static (int Imported, int Skipped, int Refused) Counts(ApiAnswer answer) => (
        answer.Json.GetProperty("imported").GetInt32(), answer.Json.GetProperty("skipped").GetInt32(), answer.Json.GetProperty("refused").GetInt32());

    private Task<ApiAnswer> SendAsync(string teamId, string file, string type = "application/x-ndjson", string? path = null) =>
        Api.SendAsync(HttpMethod.Post, $"/v1/teams/{path ?? $"{teamId}/history"}", new StringContent(file, MediaTypeHeaderValue.Parse(type)));
}
