using System.Net;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class LedgerTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task Every_entry_is_listed_with_its_facts_and_the_numbers_after_it()
    {
        await Api.OpenAsync("ledger");
        gateway.Teams["ledger"].Entries.AddRange(
        [
            Entry(3, "reversed", new LedgerDebit(MemberId.Parse("anna"), AiAction.AiImprove, JobId.Parse("job-1"), Regeneration: true, Reverses: 2), 1, 750) with
            {
                Detail = """{"reason":null,"note":"it failed"}""",
            },
            Entry(2, "debited", new LedgerDebit(MemberId.Parse("anna"), AiAction.AiImprove, JobId.Parse("job-1"), Regeneration: true, Reverses: null), -1, 749),
            Entry(1, "cycle_started", debit: null, 750, 750) with
            {
                Detail = """{"cause":"reminder","allowance":750,"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"}""",
            },
        ]);

        (await Api.GetAsync("/v1/teams/ledger/ledger")).ShouldBe(HttpStatusCode.OK, """
            {"items":[
              {"entryId":3,"at":"2026-03-01T00:00:03Z","kind":"reversed","bucket":"pool","amount":1,"cycleStart":"2026-03-01T00:00:00Z",
               "memberId":"anna","action":"ai_improve","jobId":"job-1","regeneration":true,"reverses":2,
               "detail":{"reason":null,"note":"it failed"},"balance":{"remaining":750,"used":0,"total":750,"extra":5}},
              {"entryId":2,"at":"2026-03-01T00:00:02Z","kind":"debited","bucket":"pool","amount":-1,"cycleStart":"2026-03-01T00:00:00Z",
               "memberId":"anna","action":"ai_improve","jobId":"job-1","regeneration":true,"reverses":null,
               "detail":null,"balance":{"remaining":749,"used":1,"total":750,"extra":5}},
              {"entryId":1,"at":"2026-03-01T00:00:01Z","kind":"cycle_started","bucket":"pool","amount":750,"cycleStart":"2026-03-01T00:00:00Z",
               "memberId":null,"action":null,"jobId":null,"regeneration":null,"reverses":null,
               "detail":{"cause":"reminder","allowance":750,"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"},
               "balance":{"remaining":750,"used":0,"total":750,"extra":5}}],
             "next":null}
            """);
    }

    [Fact]
    public async Task Pages_follow_each_other_to_the_end()
    {
        await Api.OpenAsync("ledger-pages");
        gateway.Teams["ledger-pages"].Entries.AddRange(
            Enumerable.Range(1, 5).Reverse().Select(id => Entry(id, "payment_changed", debit: null, 0, 750)));

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await Api.GetAsync("/v1/teams/ledger-pages/ledger?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"))).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("entryId").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal([5, 4, 3, 2, 1], seen);
        Assert.Equal(new LedgerQuery(Before: 2, Limit: 2), gateway.Teams["ledger-pages"].LastLedgerQuery);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=abc")]
    [InlineData("cursor=")]
    [InlineData("cursor=garbage")]
    [InlineData("cursor=bAAAAAAAAAAA")]
    [InlineData("cursor=dQAAAAAAAAAB")]
    [InlineData("member=anna")]
    public async Task What_cannot_be_asked_is_refused(string query)
    {
        var answer = await Api.GetAsync($"/v1/teams/bad-ledger/ledger?{query}");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.True(answer.Json.GetProperty("errors")[0].TryGetProperty("parameter", out _));
        Assert.Equal(0, gateway.Teams["bad-ledger"].Calls);
    }

    private static LedgerEntry Entry(long id, string kind, LedgerDebit? debit, long amount, long remaining) => new(
        id, FakeTeam.Start.AddSeconds(id), kind, Bucket.Pool, new Credits(amount), FakeTeam.Start, debit, Detail: null,
        new Balance(new Credits(remaining), new Credits(750 - remaining), new Credits(750), new Credits(5), id));
}
