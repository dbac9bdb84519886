using System.Net;
using Purser.History;

namespace Purser.Gateway.Tests.Portal;

/// <summary>What is looked at is in the address.</summary>
public sealed class HistoryTests(GatewayHost gateway)
{
    [Fact]
    public async Task The_address_says_which_rows()
    {
        await gateway.Api.PutAsync(
            "/v1/teams/rows", """{"name":"Acme","timeZone":"Europe/Berlin","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3}}""");
        using var anna = await Visitor.InAsync(gateway, "rows");

        await anna.GetAsync("/portal/teams/rows/sections/history?member=anna&action=cover_letter&bucket=extra&regeneration=true&job=j1&day=2026-03-29");

        // A day without two o'clock has 23 hours.
        Assert.Equal(
            new UsageQuery(
                MemberId.Parse("anna"), AiAction.CoverLetter, DateTimeOffset.Parse("2026-03-28T23:00:00Z"), DateTimeOffset.Parse("2026-03-29T22:00:00Z"),
                Before: null, 25, Bucket.Extra, true, JobId.Parse("j1")),
            gateway.Teams["rows"].LastQuery);
    }

    [Fact]
    public async Task What_an_address_says_that_is_not_understood_is_left_out()
    {
        await gateway.Api.OpenAsync("odd");
        using var anna = await Visitor.InAsync(gateway, "odd");

        var page = await anna.GetAsync("/portal/teams/odd?member=%00&action=nothing&bucket=1&regeneration=2&job=..&day=9999-99-99&cursor=%22&cycle=never&utm=1");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(new UsageQuery(Limit: 25), gateway.Teams["odd"].LastQuery);
    }

    [Fact]
    public async Task A_row_that_was_given_back_says_so_and_points_there()
    {
        await gateway.Api.OpenAsync("back");
        var debit = (await gateway.Api.PostAsync("/v1/teams/back/debits", """{"memberId":"anna","action":"cover_letter","regeneration":true,"jobId":"<j>"}""".Replace("<j>", "j-1", StringComparison.Ordinal), key: "k")).Json.GetProperty("entryId").GetInt64();
        await gateway.Api.PostAsync($"/v1/teams/back/debits/{debit}/reversal", """{"reason":"<b>empty</b>"}""");
        using var anna = await Visitor.InAsync(gateway, "back");

        var rows = (await anna.GetAsync("/portal/teams/back/sections/history")).Text;

        Assert.Contains("Given back", rows, StringComparison.Ordinal);
        Assert.Contains($"href=\"#e{debit}\"", rows, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;empty", rows, StringComparison.Ordinal);
        Assert.Contains("Again", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_lead_where_the_product_shows_them()
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:Portal:JobUrl", "https://jobs.example.com/{jobId}?a=1"));
        await own.Api.OpenAsync("jobs");
        await own.Api.PostAsync("/v1/teams/jobs/debits", """{"memberId":"anna","action":"answer","jobId":"a:b"}""", key: "k");
        using var anna = await Visitor.InAsync(own, "jobs");

        Assert.Contains("href=\"https://jobs.example.com/a%3Ab?a=1\"", (await anna.GetAsync("/portal/teams/jobs/sections/history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_hold_all_rows_and_need_the_cookie_too()
    {
        await gateway.Api.OpenAsync("files");
        for (var n = 0; n < 3; n++)
        {
            await gateway.Api.PostAsync("/v1/teams/files/debits", """{"memberId":"anna","action":"answer"}""", key: $"k{n}");
        }

        using var anna = await Visitor.InAsync(gateway, "files");
        using var nobody = new Visitor(gateway.Address);

        Assert.Equal(4, (await anna.GetAsync("/portal/teams/files/usage.csv")).Text.Trim().Split('\n').Length);
        Assert.Equal("day,action,label,credits\r\n2026-03-01,answer,Answer,3\r\n", (await anna.GetAsync("/portal/teams/files/spending.csv")).Text);
        foreach (var path in new[] { "usage.csv", "spending.csv", "events", "sections/where" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"/portal/teams/files/{path}")).Status);
        }
    }
}
