using System.Net;
using Microsoft.Extensions.Time.Testing;
using Purser.AutoBid;

namespace Purser.Gateway.Tests.Portal;

/// <summary>The Auto Bid tab: who sees and changes whose, and what is said.</summary>
public sealed class AutoBidTests(GatewayHost gateway)
{
    /// <summary>Cookies expire by the machine's clock, so this one is ahead of it.</summary>
    private static readonly DateTimeOffset Noon = new(2040, 3, 7, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string, string)[] Good =
        [("enabled", "true"), ("query", "react\r\n-php"), ("threshold", "65"), ("dailyCap", "12"), ("dailyCredits", "")];

    [Fact]
    public async Task A_member_sets_their_own()
    {
        using var ben = await TeamAsync("bid-own", "member");

        var done = await PostAsync(ben, "bid-own", "ben", Good);

        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.Equal("/portal/teams/bid-own/auto-bid?done=autobid-set#bidding", done.Headers["Location"]);
        Assert.Equal(new AutoBidSettings(true, "react -php", 65, 12, null), await SettingsAsync("bid-own", "ben"));
        Assert.Contains("Saved.", (await ben.GetAsync(done.Headers["Location"])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_neither_sees_nor_changes_anybody_elses()
    {
        using var ben = await TeamAsync("bid-others", "member");
        await gateway.Teams["bid-others"].AutoBid(MemberId.Parse("anna")).SetSettings(AutoBidSettings.Default with { Query = "secret" });

        var page = (await ben.GetAsync("/portal/teams/bid-others/auto-bid?member=anna")).Text;
        var refused = await PostAsync(ben, "bid-others", "anna", Good);
        var odd = await PostAsync(ben, "bid-others", "a b", Good);

        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
        Assert.Contains("/auto-bid?member=anna#bidding", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<select name=\"member\"", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (refused.Status, odd.Status));
        Assert.Contains("That is not for you to change", refused.Text, StringComparison.Ordinal);
        Assert.Equal("secret", (await SettingsAsync("bid-others", "anna")).Query);
    }

    [Fact]
    public async Task An_admin_sets_everybodys()
    {
        using var ben = await TeamAsync("bid-admin", "admin");

        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(ben, "bid-admin", "anna", Good)).Status);
        Assert.True((await SettingsAsync("bid-admin", "anna")).Enabled);
        Assert.Contains("value=\"anna\" selected", (await ben.GetAsync("/portal/teams/bid-admin/auto-bid?member=anna")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_while_the_page_is_open_is_gone_at_once()
    {
        using var ben = await TeamAsync("bid-demote", "admin");
        var token = await ben.FormTokenAsync("bid-demote");
        await gateway.Api.PutAsync("/v1/teams/bid-demote/members/ben", """{"name":"Ben","role":"member"}""");

        var refused = await ben.PostAsync("/portal/teams/bid-demote/auto-bid/anna", Fields([.. Good, ("form", token)]));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.False((await SettingsAsync("bid-demote", "anna")).Enabled);
    }

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing()
    {
        using var ben = await TeamAsync("bid-csrf", "member");

        var refused = await ben.PostAsync("/portal/teams/bid-csrf/auto-bid", Fields(Good));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("Nothing was changed", refused.Text, StringComparison.Ordinal);
        Assert.Equal(AutoBidSettings.Default, await SettingsAsync("bid-csrf", "ben"));
    }

    [Theory]
    [InlineData("query", "react (vue OR", "The search ends where", "react (vue <mark>OR</mark>")]
    [InlineData("query", "react (vue", "This parenthesis is never closed.", "react <mark>(</mark>vue")]
    [InlineData("query", "shop colour:red <b>", "There is no such field.", "shop <mark>colour:red</mark> &lt;b&gt;")]
    [InlineData("threshold", "101", "a whole number from 0 to 100", "value=\"101\"")]
    [InlineData("dailyCap", "", "a whole number from 0 to 100,000", "name=\"dailyCap\"")]
    [InlineData("dailyCredits", "1", "a whole number from 2 to 200,000", "name=\"dailyCredits\"")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(string field, string typed, string why, string shown)
    {
        var team = $"bid-wrong-{Math.Abs((field + typed).GetHashCode(StringComparison.Ordinal))}";
        using var ben = await TeamAsync(team, "member");

        var refused = await PostAsync(ben, team, "ben", [.. Good.Where(each => each.Item1 != field), (field, typed)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Contains(shown, refused.Text, StringComparison.Ordinal);
        Assert.Contains(field == "threshold" ? "value=\"12\"" : "value=\"65\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"enabled\" value=\"true\" checked", refused.Text, StringComparison.Ordinal);
        Assert.Equal(AutoBidSettings.Default, await SettingsAsync(team, "ben"));
    }

    [Fact]
    public async Task A_wrong_search_is_explained_in_the_readers_language()
    {
        using var ben = await TeamAsync("bid-de", "member");
        using var german = await Visitor.InAsync(gateway, "bid-de", "ben", language: "de");

        var refused = await PostAsync(german, "bid-de", "ben", [("query", "\"react"), ("threshold", "1"), ("dailyCap", "1")]);

        Assert.Contains("Dieses Anführungszeichen wird nie geschlossen.", WebUtility.HtmlDecode(refused.Text), StringComparison.Ordinal);
        Assert.Contains("<mark>\"</mark>react", WebUtility.HtmlDecode(refused.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_day_says_what_became_of_jobs_and_what_stopped_the_runs_in_order()
    {
        await using var own = new GatewayHost(hasCluster: true, new FakeTimeProvider(Noon));
        await own.Api.OpenAsync("bid-funnel");
        using var anna = await Visitor.InAsync(own, "bid-funnel");
        var bid = own.Teams["bid-funnel"].AutoBid(MemberId.Parse("anna"));
        var day = new DateOnly(2040, 3, 6);
        bid.Days = [new FunnelDay(day, 9, 5, 4, 3, 1, 8, 4, StopCause.CreditRefused, RefusalReason.AutomationBudgetReached)];
        bid.Stops =
        [
            new DayStop(day, Noon.AddHours(-28), StopCause.DailyCapReached, null),
            new DayStop(day, Noon.AddHours(-19), StopCause.CreditRefused, RefusalReason.AutomationBudgetReached),
        ];

        var section = (await anna.GetAsync("/portal/teams/bid-funnel/sections/funnel?days=7")).Text;

        Assert.Equal((new DateOnly(2040, 3, 1), new DateOnly(2040, 3, 7)), ((DateOnly?, DateOnly?))bid.LastQuestion!);
        Assert.Contains("Tue, 6 Mar: 9 scanned, 4 submitted, 3 skipped, 1 failed, 12 credits", section, StringComparison.Ordinal);
        Assert.Contains("12 credits: 8 for matching, 4 for submitting.", section, StringComparison.Ordinal);
        var (first, last) = (section.IndexOf("08:00", StringComparison.Ordinal), section.IndexOf("17:00", StringComparison.Ordinal));
        Assert.InRange(first, 1, last);
        Assert.Contains("daily cap of submissions was reached", section[first..last], StringComparison.Ordinal);
        Assert.Contains("budget for Auto Bid was used up", section[last..], StringComparison.Ordinal);
        Assert.Contains("Counts", section[last..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_is_asked_with_what_the_address_says()
    {
        using var ben = await TeamAsync("bid-whatif", "member");
        var bid = gateway.Teams["bid-whatif"].AutoBid(MemberId.Parse("ben"));
        var day = new DateOnly(2026, 3, 6);
        bid.WhatIfAnswer = new WhatIfAnswer(
            AutoBidSettings.Default with { Threshold = 80 }, day.AddDays(-6), day,
            [FunnelDay.Empty(day) with { Scanned = 9, Submitted = 2, MatchCredits = 9, BidCredits = 2 }],
            [FunnelDay.Empty(day) with { Scanned = 9, Submitted = 7, MatchCredits = 9, BidCredits = 7 }], [day]);

        var section = (await ben.GetAsync("/portal/teams/bid-whatif/sections/whatif?days=30&threshold=80&dailyCap=5&dailyCredits=40&query=vue")).Text;

        Assert.Equal(new WhatIfQuestion(30, "vue", 80, 5, 40, SetsDailyCredits: true), bid.LastQuestion);
        Assert.Contains("5 credits fewer.", section, StringComparison.Ordinal);
        Assert.Contains("At least: on 6 Mar", section, StringComparison.Ordinal);
        Assert.Contains("Use these settings", section, StringComparison.Ordinal);

        await ben.GetAsync("/portal/teams/bid-whatif/sections/whatif?dailyCredits=&threshold=1000&days=0");
        Assert.Equal(new WhatIfQuestion(14, SetsDailyCredits: true), bid.LastQuestion);
    }

    [Fact]
    public async Task What_if_says_what_is_wrong_and_asks_nobody()
    {
        using var ben = await TeamAsync("bid-whatif-wrong", "member");

        var section = (await ben.GetAsync("/portal/teams/bid-whatif-wrong/sections/whatif?query=vue%20OR&dailyCredits=1")).Text;

        Assert.Contains("vue <mark>OR</mark>", section, StringComparison.Ordinal);
        Assert.Contains("Most credits a day: Enter a whole number from 2", section, StringComparison.Ordinal);
        Assert.Null(gateway.Teams["bid-whatif-wrong"].AutoBid(MemberId.Parse("ben")).LastQuestion);
    }

    private async Task<Visitor> TeamAsync(string team, string role)
    {
        await gateway.Api.OpenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", $$"""{"name":"Ben","role":"{{role}}"}""");
        return await Visitor.InAsync(gateway, team, "ben");
    }

    private async Task<AutoBidSettings> SettingsAsync(string team, string member) =>
        (await gateway.Teams[team].AutoBid(MemberId.Parse(member)).GetSettings())!;

    private static async Task<ApiAnswer> PostAsync(Visitor visitor, string team, string member, (string Name, string Value)[] fields) =>
        await visitor.PostAsync(
            $"/portal/teams/{team}/auto-bid{(member == "ben" ? "" : $"/{Uri.EscapeDataString(member)}")}", Fields([.. fields, ("form", await visitor.FormTokenAsync(team + "/auto-bid"))]));

    private static IEnumerable<KeyValuePair<string, string>> Fields((string Name, string Value)[] fields) =>
        fields.Select(static field => KeyValuePair.Create(field.Name, field.Value));
}
