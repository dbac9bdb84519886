using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests.Portal;

/// <summary>Packs that are bought by themselves: set on the page, and said plainly where they are not bought.</summary>
public sealed class AutoTopUpTests(GatewayHost gateway)
{
    private static readonly (string, string)[] On = [("enabled", "true"), ("threshold", "80"), ("pack", "large"), ("mostPerCycle", "2")];

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    public async Task Owners_and_admins_switch_it_on_and_off(string role)
    {
        var team = $"auto-page-{role}";
        using var visitor = await TeamAsync(team, role);

        var done = await PostAsync(visitor, team, On);

        Assert.Equal((HttpStatusCode.SeeOther, $"/portal/teams/{team}?done=autotopup-set#autotopup"), (done.Status, done.Headers["Location"]));
        Assert.Equal(new AutoTopUpTerms(new(80), "large", 2), (await gateway.Teams[team].GetAutoTopUp())!.Terms);
        var page = (await visitor.GetAsync(done.Headers["Location"])).Text;
        Assert.Contains("Saved.", page, StringComparison.Ordinal);
        Assert.Contains("Buys 2,000 credits for 169.00 USD when pool and extra together fall below 80.", page, StringComparison.Ordinal);
        Assert.Contains("Automatic top-up</a>: on", page, StringComparison.Ordinal);

        // Off, nothing else has to be right.
        await PostAsync(visitor, team, [("threshold", "")]);
        Assert.Null((await gateway.Teams[team].GetAutoTopUp())!.Terms);
    }

    [Fact]
    public async Task A_member_neither_sees_nor_sets_it_also_where_they_were_an_admin_a_moment_ago()
    {
        using var ben = await TeamAsync("auto-page-member", "admin");
        var token = await ben.FormTokenAsync("auto-page-member");
        await gateway.Api.PutAsync("/v1/teams/auto-page-member/members/ben", """{"name":"Ben","role":"member"}""");

        var refused = await ben.PostAsync("/portal/teams/auto-page-member/auto-top-up", Fields([.. On, ("form", token)]));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Null((await gateway.Teams["auto-page-member"].GetAutoTopUp())!.Terms);
        Assert.DoesNotContain("Automatic top-up", (await ben.GetAsync("/portal/teams/auto-page-member")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/portal/teams/auto-page-member/sections/autotopup")).Status);
    }

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing()
    {
        using var anna = await TeamAsync("auto-page-csrf", "owner");

        var refused = await anna.PostAsync("/portal/teams/auto-page-csrf/auto-top-up", Fields(On));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Null((await gateway.Teams["auto-page-csrf"].GetAutoTopUp())!.Terms);
    }

    [Theory]
    [InlineData("threshold", "0", "a whole number from 1 to 1,000,000,000")]
    [InlineData("mostPerCycle", "101", "a whole number from 1 to 100")]
    [InlineData("pack", "nope", "Choose one of these.")]
    [InlineData("pack", "", "Choose one of these.")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(string field, string typed, string why)
    {
        var team = $"auto-page-{field}-{typed.Length}";
        using var anna = await TeamAsync(team, "owner");

        var refused = await PostAsync(anna, team, [.. On.Where(each => each.Item1 != field), (field, typed)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Contains(field == "threshold" ? "value=\"2\"" : "value=\"80\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"enabled\" value=\"true\" checked", refused.Text, StringComparison.Ordinal);
        Assert.Null((await gateway.Teams[team].GetAutoTopUp())!.Terms);
    }

    [Theory]
    [InlineData(AutoTopUpHold.MostReached, "All 2 attempts of this cycle were made. The next one can come from 1 Apr 2026, 00:00 on")]
    [InlineData(AutoTopUpHold.JustFailed, "None follows before 1 Apr 2026, 00:00.")]
    [InlineData(AutoTopUpHold.NobodyPaid, "There is no card yet.")]
    [InlineData(AutoTopUpHold.CannotSpend, "Without a subscription")]
    [InlineData(AutoTopUpHold.PackNotSold, "Choose another one.")]
    public async Task What_holds_it_back_is_said_on_its_card_and_in_its_part(AutoTopUpHold hold, string why)
    {
        var team = $"auto-page-{hold}";
        using var anna = await TeamAsync(team, "owner");
        gateway.Teams[team].AutoTopUpStanding = new AutoTopUpStanding(
            new AutoTopUpTerms(new(50), "small", 2), AttemptsThisCycle: 2, InFlight: null, "Your card was declined. <b>", null, hold, FakeTeam.Start.AddDays(31));

        var page = (await anna.GetAsync($"/portal/teams/{team}")).Text;

        Assert.Contains("Automatic top-up</a>: held back", page, StringComparison.Ordinal);
        Assert.Contains(why, page, StringComparison.Ordinal);
        Assert.Contains("Your card was declined. &lt;b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_refund_switched_it_off_is_said_in_the_readers_language()
    {
        using var anna = await TeamAsync("auto-page-stopped", "owner");
        using var german = await Visitor.InAsync(gateway, "auto-page-stopped", language: "de");
        gateway.Teams["auto-page-stopped"].AutoTopUpStanding = new AutoTopUpStanding(null, 1, null, null, AutoTopUpReasons.Refunded);

        Assert.Contains("An automatic purchase was refunded.", (await anna.GetAsync("/portal/teams/auto-page-stopped/sections/autotopup")).Text, StringComparison.Ordinal);
        Assert.Contains("Ein automatischer Kauf wurde erstattet.", (await german.GetAsync("/portal/teams/auto-page-stopped/sections/autotopup")).Text, StringComparison.Ordinal);
    }

    private async Task<Visitor> TeamAsync(string team, string role)
    {
        await gateway.Api.OpenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", $$"""{"name":"Ben","role":"{{(role == "owner" ? "member" : role)}}"}""");
        return await Visitor.InAsync(gateway, team, role == "owner" ? "anna" : "ben");
    }

    private static async Task<ApiAnswer> PostAsync(Visitor visitor, string team, (string Name, string Value)[] fields) =>
        await visitor.PostAsync($"/portal/teams/{team}/auto-top-up", Fields([.. fields, ("form", await visitor.FormTokenAsync(team))]));

    private static IEnumerable<KeyValuePair<string, string>> Fields((string Name, string Value)[] fields) =>
        fields.Select(static field => KeyValuePair.Create(field.Name, field.Value));
}
