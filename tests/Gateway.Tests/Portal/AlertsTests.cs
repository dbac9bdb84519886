using System.Net;
using Purser.Alerts;

namespace Purser.Gateway.Tests.Portal;

/// <summary>Alerts on the page: what was told, where it goes, and of what the team wants to be told.</summary>
public sealed class AlertsTests(GatewayHost gateway)
{
    private static readonly (string, string)[] Chosen =
    [
        ("pool", "50, 90 %"), ("spendable", ""), ("memberbudget", "100"), ("automationbudget", ""), ("extraBelow", "20"),
        ("runningdry", "true"), ("paymentpastdue", "true"), ("reset", "true"),
    ];

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    public async Task Owners_and_admins_choose_what_is_told(string role)
    {
        var team = $"alerts-page-{role}";
        using var visitor = await TeamAsync(team, role);

        var done = await PostAsync(visitor, team, "alerts", Chosen);

        Assert.Equal((HttpStatusCode.SeeOther, $"/portal/teams/{team}?done=alerts-set#alerts"), (done.Status, done.Headers["Location"]));
        Assert.Equal(
            new AlertTerms(
                [new(AlertBasis.Pool, 50), new(AlertBasis.Pool, 90), new(AlertBasis.MemberBudget, 100)],
                new Credits(20),
                [AlertKind.TrialEnding, AlertKind.TopUpCredited, AlertKind.AutoTopUpFailed, AlertKind.AutoTopUpStopped]),
            await gateway.Teams[team].GetAlerts());
        var page = (await visitor.GetAsync(done.Headers["Location"])).Text;
        Assert.Contains("Saved.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"50, 90\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"reset\" value=\"true\" checked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"topupcredited\" value=\"true\" checked", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pool", "0", "whole percentages from 1 to 100")]
    [InlineData("pool", "eighty", "whole percentages from 1 to 100")]
    [InlineData("memberbudget", "101", "whole percentages from 1 to 100")]
    [InlineData("extraBelow", "0", "a whole number from 1")]
    [InlineData("pool", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "At most 20 in all.")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(string field, string typed, string why)
    {
        var team = $"alerts-page-{field.ToLowerInvariant()}-{typed.Length}";
        using var anna = await TeamAsync(team, "owner");

        var refused = await PostAsync(anna, team, "alerts", [.. Chosen.Where(each => each.Item1 != field), (field, typed)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{typed}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(AlertTerms.Default, await gateway.Teams[team].GetAlerts());
    }

    [Fact]
    public async Task A_member_neither_sees_nor_sets_them()
    {
        using var ben = await TeamAsync("alerts-page-member", "admin");
        var token = await ben.FormTokenAsync("alerts-page-member");
        await gateway.Api.PutAsync("/v1/teams/alerts-page-member/members/ben", """{"name":"Ben","role":"member"}""");

        foreach (var form in new[] { "alerts", "alerts/test" })
        {
            var refused = await ben.PostAsync($"/portal/teams/alerts-page-member/{form}", Fields([.. Chosen, ("form", token)]));
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        }

        Assert.Equal(AlertTerms.Default, await gateway.Teams["alerts-page-member"].GetAlerts());
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/portal/teams/alerts-page-member/sections/alerts")).Status);
    }

    [Fact]
    public async Task What_was_told_is_said_in_the_readers_words_with_the_members_name_and_where_it_goes()
    {
        using var anna = await TeamAsync("alerts-page-told", "owner");
        var team = TeamId.Parse("alerts-page-told");
        await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://hooks.example.com/secret-path","name":"Backend","teamId":"alerts-page-told"}""");
        Raise(1, AlertKind.PoolUsed, new AlertFacts(Team: null, Percent: 80));
        Raise(2, AlertKind.MemberBudgetUsed, new AlertFacts(Team: null, Percent: 100, MemberId: MemberId.Parse("anna")));
        Raise(3, AlertKind.MemberBudgetUsed, new AlertFacts(Team: null, Percent: 100, MemberId: MemberId.Parse("gone")));

        var english = (await anna.GetAsync("/portal/teams/alerts-page-told")).Text;
        Assert.Contains("80 % of this cycle&#x27;s credits are used.", english, StringComparison.Ordinal);
        Assert.Contains("Anna has used 100 % of their budget.", english, StringComparison.Ordinal);
        Assert.Contains("Former member has used 100 % of their budget.", english, StringComparison.Ordinal);
        Assert.Contains("hooks.example.com", english, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", english, StringComparison.Ordinal);
        using var german = await Visitor.InAsync(gateway, "alerts-page-told", "anna", "de");
        Assert.Contains("80 % der Credits dieses Zeitraums sind verbraucht.", (await german.GetAsync("/portal/teams/alerts-page-told")).Text, StringComparison.Ordinal);

        var done = await PostAsync(anna, "alerts-page-told", "alerts/test", []);
        Assert.Equal("/portal/teams/alerts-page-told?done=alerts-test#alerts", done.Headers["Location"]);
        Assert.Contains("A test alert is on its way.", (await anna.GetAsync(done.Headers["Location"])).Text, StringComparison.Ordinal);
        Assert.Equal(AlertKind.Test, (await gateway.Teams.Alerts.Last(team, 1))[0].Kind);

        void Raise(long id, AlertKind kind, AlertFacts facts) =>
            gateway.Teams.Alerts.Raise(new RaisedAlert(id, team, FakeTeam.Start, kind, EntryId: 1, "In English.", facts));
    }

    [Fact]
    public async Task What_is_to_come_stands_above_all_else_unless_something_worse_does()
    {
        using var anna = await TeamAsync("alerts-page-banner", "owner");
        await gateway.Api.PutAsync("/v1/teams/alerts-page-banner/members/ben", """{"name":"Ben","role":"member"}""");
        using var ben = await Visitor.InAsync(gateway, "alerts-page-banner", "ben");
        var team = TeamId.Parse("alerts-page-banner");
        gateway.Teams.Alerts.Raise(new RaisedAlert(1, team, FakeTeam.Start.AddDays(-40), AlertKind.PoolUsed, 1, "", new AlertFacts(Team: null, Percent: 100)));
        Assert.DoesNotContain("Noticed on", (await anna.GetAsync("/portal/teams/alerts-page-banner/sections/cards")).Text, StringComparison.Ordinal);

        gateway.Teams.Alerts.Raise(new RaisedAlert(2, team, FakeTeam.Start.AddDays(1), AlertKind.PoolUsed, 2, "", new AlertFacts(Team: null, Percent: 80)));
        gateway.Teams.Alerts.Raise(new RaisedAlert(3, team, FakeTeam.Start.AddDays(2), AlertKind.TopUpCredited, 3, "", new AlertFacts(Team: null, Added: new Credits(5))));
        var cards = (await anna.GetAsync("/portal/teams/alerts-page-banner/sections/cards")).Text;
        Assert.Contains("80 % of this cycle&#x27;s credits are used.", cards, StringComparison.Ordinal);
        Assert.Contains("Noticed on 2 Mar 2026, 00:00.", cards, StringComparison.Ordinal);
        Assert.DoesNotContain("Noticed on", (await ben.GetAsync("/portal/teams/alerts-page-banner/sections/cards")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_alert_there_is_has_words()
    {
        using var anna = await TeamAsync("alerts-page-words", "owner");
        var facts = new AlertFacts(
            Team: null, Percent: 80, MemberId: MemberId.Parse("anna"), Days: 3, Below: new Credits(5), Added: new Credits(100), Reason: "No card.", DryFrom: FakeTeam.Start);
        foreach (var (at, kind) in Enum.GetValues<AlertKind>().Index())
        {
            gateway.Teams.Alerts.Raise(new RaisedAlert(at + 1, TeamId.Parse("alerts-page-words"), FakeTeam.Start, kind, EntryId: 1, "In English.", facts));
            Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/portal/teams/alerts-page-words/sections/alerts")).Status);
        }
    }

    private async Task<Visitor> TeamAsync(string team, string role)
    {
        await gateway.Api.OpenAsync(team);
        if (role == "owner")
        {
            return await Visitor.InAsync(gateway, team);
        }

        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", $$"""{"name":"Ben","role":"{{role}}"}""");
        return await Visitor.InAsync(gateway, team, "ben");
    }

    private static async Task<ApiAnswer> PostAsync(Visitor visitor, string team, string form, (string, string)[] fields) =>
        await visitor.PostAsync($"/portal/teams/{team}/{form}", Fields([.. fields, ("form", await visitor.FormTokenAsync(team))]));

    private static IEnumerable<KeyValuePair<string, string>> Fields((string Name, string Value)[] fields) =>
        fields.Select(static field => KeyValuePair.Create(field.Name, field.Value));
}
