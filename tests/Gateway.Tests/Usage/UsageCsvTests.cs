using System.Buffers;
using System.Net;
using System.Text;
using Purser.Gateway.Answers;

namespace Purser.Gateway.Tests;

public sealed class UsageCsvTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task All_rows_come_in_one_file_newest_first_with_the_names_of_people_who_are_gone()
    {
        await Api.OpenAsync("csv:1");
        await Api.PutAsync("/v1/teams/csv:1/members/ben", """{"name":"Ben, \"B\"","role":"member"}""");
        await Api.PostAsync("/v1/teams/csv:1/debits", """{"memberId":"ben","action":"ai_improve","jobId":"job-1","regeneration":true}""", "k1");
        await Api.PostAsync("/v1/teams/csv:1/debits", """{"memberId":"anna","action":"answer"}""", "k2");
        await Api.PostAsync("/v1/teams/csv:1/debits/2/reversal", """{"reason":"=1+1"}""");
        await Api.DeleteAsync("/v1/teams/csv:1/members/ben");

        var answer = await Api.GetAsync("/v1/teams/csv:1/usage.csv");

        Assert.Equal(
            (HttpStatusCode.OK, "text/csv; charset=utf-8; header=present", "attachment; filename=\"usage-csv_1.csv\""),
            (answer.Status, answer.Headers["Content-Type"], answer.Headers["Content-Disposition"]));
        Assert.Equal(
            """"
            entryId,kind,at,memberId,memberName,action,label,jobId,regeneration,bucket,amount,cycleStart,reverses,reversedBy,reason,note,imported
            4,reversal,2026-03-01T00:00:04Z,ben,"Ben, ""B""",ai_improve,AI Improve,job-1,true,pool,1,2026-03-01T00:00:00Z,2,,,'=1+1,false
            3,debit,2026-03-01T00:00:03Z,anna,Anna,answer,Answer,,false,pool,-1,2026-03-01T00:00:00Z,,,,,false
            2,debit,2026-03-01T00:00:02Z,ben,"Ben, ""B""",ai_improve,AI Improve,job-1,true,pool,-1,2026-03-01T00:00:00Z,,4,,,false

            """".ReplaceLineEndings("\r\n"),
            answer.Text);
    }

    [Fact]
    public async Task The_same_filters_hold()
    {
        await Api.OpenAsync("csv-filters");

        await Api.GetAsync("/v1/teams/csv-filters/usage.csv?member=anna&action=auto_bid&bucket=pool&regeneration=true&job=j&from=2026-03-01T00:00:00Z");

        Assert.Equal(
            new History.UsageQuery(MemberId.Parse("anna"), AiAction.AutoBid, FakeTeam.Start, To: null, Before: null, 2, Bucket.Pool, Regeneration: true, JobId.Parse("j")),
            gateway.Teams["csv-filters"].LastQuery);
    }

    [Fact]
    public async Task Nothing_used_is_a_header_and_nothing_else()
    {
        await Api.OpenAsync("csv-empty");

        Assert.Single((await Api.GetAsync("/v1/teams/csv-empty/usage.csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Of_nobody_there_is_no_file() =>
        (await Api.GetAsync("/v1/teams/csv-nobody/usage.csv")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    [Theory]
    [InlineData("limit=1")]
    [InlineData("cursor=dQAAAAAAAAAB")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")]
    public async Task What_cannot_be_asked_is_refused(string query) =>
        (await Api.GetAsync($"/v1/teams/csv-bad/usage.csv?{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("=SUM(A1)", "'=SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+1", "'+1")]
    [InlineData("@x", "'@x")]
    [InlineData("＝1", "'＝1")]
    [InlineData(" =1", "' =1")]
    [InlineData("'=1", "''=1")]
    [InlineData(" x", "\" x\"")]
    [InlineData("1-2", "1-2")]
    [InlineData("Zoë", "Zoë")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Text_is_kept_and_never_run(string? text, string cell)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new CsvWriter(bytes).Text(text);

        Assert.Equal(cell, Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
