using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests.Portal;

/// <summary>Members and budgets are changed on the page: by whom, with what, and what is said where it is refused.</summary>
public sealed class MemberFormTests(GatewayHost gateway)
{
    /// <summary>Each form of Team Members, filled in well.</summary>
    private static readonly Dictionary<string, (string, string)[]> Forms = new(StringComparer.Ordinal)
    {
        ["members"] = [("memberId", "cleo"), ("name", "Cleo"), ("role", "admin"), ("budget", "own"), ("credits", "25")],
        ["members/ben"] = [("role", "admin"), ("budget", "none")],
        ["members/ben/remove"] = [("forget", "false")],
        ["members/ben/make-owner"] = [],
        ["budget"] = [("budget", "own"), ("credits", "40")],
        ["automation-budget"] = [("budget", "percent"), ("percent", "60")],
    };

    public static TheoryData<string> Paths => [.. Forms.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_an_owner_sends_is_done_and_leads_back(string path)
    {
        var (team, anna) = await TeamAsync("owner", path);
        using var visitor = anna;

        var done = await PostAsync(anna, team, path, Forms[path]);

        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.StartsWith($"/portal/teams/{team}?done=", done.Headers["Location"], StringComparison.Ordinal);
        Assert.EndsWith("#members", done.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains("class=\"done\"", (await anna.GetAsync(done.Headers["Location"])).Text, StringComparison.Ordinal);
        var statement = (await gateway.Teams[team].GetStatement())!;
        var ben = statement.Members.Single(member => member.MemberId.Value == "ben");
        switch (path)
        {
            case "members":
                var cleo = statement.Members.Single(member => member.MemberId.Value == "cleo");
                Assert.Equal(("Cleo", MemberRole.Admin, BudgetRule.Capped(new(25))), (cleo.Name, cleo.Role, cleo.BudgetRule));
                break;
            case "members/ben":
                Assert.Equal(("Ben", MemberRole.Admin, BudgetRule.None), (ben.Name, ben.Role, ben.BudgetRule));
                break;
            case "members/ben/remove":
                Assert.Equal((MemberStatus.Removed, "Ben"), (ben.Status, ben.Name));
                break;
            case "members/ben/make-owner":
                Assert.Equal(MemberRole.Owner, ben.Role);
                break;
            case "budget":
                Assert.Equal(new Credits(40), statement.Budget);
                break;
            default:
                Assert.Equal(new AutomationBudget(Percent: 60), statement.Credits.Automation.Budget);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_may_not_is_refused_also_where_they_might_a_moment_ago(string path)
    {
        var (team, anna) = await TeamAsync("member", path);
        anna.Dispose();
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ada", """{"name":"Ada","role":"admin"}""");
        using var ada = await Visitor.InAsync(gateway, team, "ada");
        var token = await ada.FormTokenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ada", """{"name":"Ada","role":"member"}""");
        var before = await StateAsync(team);

        var refused = await ada.PostAsync($"/portal/teams/{team}/{path}", [.. Fields(Forms[path]), new("form", token)]);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("That is not for you to change", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(team));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_form_from_elsewhere_changes_nothing(string path)
    {
        var (team, anna) = await TeamAsync("csrf", path);
        using var visitor = anna;
        var before = await StateAsync(team);

        var refused = await anna.PostAsync($"/portal/teams/{team}/{path}", Fields(Forms[path]));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("Nothing was changed", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(team));
    }

    [Fact]
    public async Task An_admin_manages_members_and_does_not_hand_the_team_over()
    {
        var (team, anna) = await TeamAsync("admin", "x");
        anna.Dispose();
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ada", """{"name":"Ada","role":"admin"}""");
        using var ada = await Visitor.InAsync(gateway, team, "ada");

        var editor = (await ada.GetAsync($"/portal/teams/{team}/sections/members?edit=ben")).Text;

        Assert.Contains($"/portal/teams/{team}/members/ben?edit=ben#members", editor, StringComparison.Ordinal);
        Assert.Contains("Remove from the team", editor, StringComparison.Ordinal);
        Assert.DoesNotContain("make-owner", editor, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(ada, team, "members/ben/make-owner", [])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(ada, team, "members/ben", Forms["members/ben"])).Status);
    }

    [Fact]
    public async Task A_member_sees_their_budget_and_whom_to_ask_and_no_button_that_they_may_not_press()
    {
        var (team, anna) = await TeamAsync("own", "x");
        anna.Dispose();
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", """{"name":"Ben","role":"member","budget":50}""");
        await gateway.Api.PostAsync($"/v1/teams/{team}/debits", """{"memberId":"ben","action":"answer"}""", "k");
        using var ben = await Visitor.InAsync(gateway, team, "ben");

        var section = (await ben.GetAsync($"/portal/teams/{team}/sections/members?edit=anna")).Text;

        Assert.Matches(@"Your budget for this cycle\s*<span class=""budget ?"">\s*1 of 50", section);
        Assert.Contains("in the hands of <bdi>Anna</bdi>", section, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", section, StringComparison.Ordinal);
        Assert.DoesNotContain("Edit", section, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("members", "memberId=a/b&name=Cleo X&role=member&budget=team", "An id has 1 to 64", "Cleo X")]
    [InlineData("members", "memberId=cleo&name= &role=member&budget=own&credits=7", "A name has 1 to 200", "value=\"7\"")]
    [InlineData("members", "memberId=ben&name=Benjamin&role=member&budget=team", "a member with this id already", "Benjamin")]
    [InlineData("members", "memberId=cleo&name=Cleo&role=owner&budget=team", "Choose one of these", "Cleo")]
    [InlineData("members/ben", "role=member&budget=own&credits=1000000001", "a whole number from 0 to 1,000,000,000", "value=\"1000000001\"")]
    [InlineData("members/ben", "role=member&budget=own&credits=-1", "a whole number", "value=\"-1\"")]
    [InlineData("members/ben", "role=member&budget=own&credits=\"><i>", "a whole number", "&quot;&gt;&lt;i&gt;")]
    [InlineData("members/ben", "role=boss&budget=own&credits=8", "Choose one of these", "value=\"8\"")]
    [InlineData("members/ben/remove", "", "Choose one of these", "remove-member")]
    [InlineData("budget", "budget=own&credits=many", "a whole number", "value=\"many\"")]
    [InlineData("automation-budget", "budget=percent&percent=101", "a whole number from 0 to 100", "value=\"101\"")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(string path, string fields, string why, string typed)
    {
        var (team, anna) = await TeamAsync("wrong", $"{path}-{Math.Abs(fields.GetHashCode(StringComparison.Ordinal))}");
        using var visitor = anna;
        var before = await StateAsync(team);

        var refused = await PostAsync(anna, team, path, [.. fields.Split('&').Select(static field => (field.Split('=')[0], field.Contains('=', StringComparison.Ordinal) ? field.Split('=', 2)[1] : ""))]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Contains(typed, refused.Text, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(team));
    }

    [Theory]
    [InlineData("members", "All 3 seats are taken.", "Alle 3 Plätze sind belegt.")]
    [InlineData("members/ben", "There is always exactly one owner.", "Es gibt immer genau einen Eigentümer.")]
    [InlineData("members/ben/remove", "There is always exactly one owner.", "Es gibt immer genau einen Eigentümer.")]
    [InlineData("members/ben/make-owner", "no member of this team any more", "kein Mitglied dieses Teams mehr")]
    public async Task What_the_rules_refuse_is_said_in_the_readers_language(string path, string english, string german)
    {
        var (team, anna) = await TeamAsync("rules", path);
        using var visitor = anna;
        using var greta = await Visitor.InAsync(gateway, team, language: "de");
        gateway.Teams[team].MemberOutcome = path switch
        {
            "members" => new MemberOutcome.NoFreeSeat(3),
            "members/ben/make-owner" => new MemberOutcome.NoSuchMember(),
            _ => new MemberOutcome.OwnerIsFixed(MemberId.Parse("anna")),
        };

        var refused = await PostAsync(anna, team, path, Forms[path]);
        var abgelehnt = await PostAsync(greta, team, path, Forms[path]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(english, refused.Text, StringComparison.Ordinal);
        Assert.Contains(german, WebUtility.HtmlDecode(abgelehnt.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_removed_meanwhile_is_not_brought_back_by_an_open_form()
    {
        var (team, anna) = await TeamAsync("gone", "x");
        using var visitor = anna;
        await gateway.Api.DeleteAsync($"/v1/teams/{team}/members/ben");

        var refused = await PostAsync(anna, team, "members/ben", Forms["members/ben"]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("no member of this team any more", refused.Text, StringComparison.Ordinal);
        Assert.Equal(MemberStatus.Removed, (await gateway.Teams[team].GetMember(MemberId.Parse("ben")))!.Standing!.Status);
    }

    [Fact]
    public async Task An_owners_budget_is_set_and_they_stay_the_owner()
    {
        var (team, anna) = await TeamAsync("self", "x");
        using var visitor = anna;

        var done = await PostAsync(anna, team, "members/anna", [("budget", "own"), ("credits", "10")]);

        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        var standing = (await gateway.Teams[team].GetMember(MemberId.Parse("anna")))!.Standing!;
        Assert.Equal((MemberRole.Owner, BudgetRule.Capped(new(10))), (standing.Role, standing.BudgetRule));
    }

    [Fact]
    public async Task A_name_is_forgotten_only_where_that_was_chosen()
    {
        var (team, anna) = await TeamAsync("forget", "x");
        using var visitor = anna;

        await PostAsync(anna, team, "members/ben/remove", [("forget", "true")]);

        Assert.Equal("Former member", (await gateway.Teams[team].GetMember(MemberId.Parse("ben")))!.Standing!.Name);
    }

    [Fact]
    public async Task Among_many_members_one_is_found()
    {
        var team = "members-many";
        await gateway.Api.PutAsync($"/v1/teams/{team}", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":300}}""");
        for (var n = 0; n < 210; n++)
        {
            await gateway.Api.PutAsync($"/v1/teams/{team}/members/m{n}", $$"""{"name":"<img src=x onerror=alert({{n}})> {{new string('n', 160)}}","role":"member"}""");
        }

        using var anna = await Visitor.InAsync(gateway, team);

        var all = (await anna.GetAsync($"/portal/teams/{team}/sections/members")).Text;
        var found = (await anna.GetAsync($"/portal/teams/{team}/sections/members?find=M207")).Text;
        var edited = (await anna.GetAsync($"/portal/teams/{team}/sections/members?edit=m209")).Text;

        Assert.Contains("and 11 more", all, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", all, StringComparison.Ordinal);
        Assert.Contains("edit=m207", found, StringComparison.Ordinal);
        Assert.DoesNotContain("edit=m208", found, StringComparison.Ordinal);
        Assert.Contains("/members/m209?edit=m209#members", edited, StringComparison.Ordinal);
    }

    private async Task<(string Team, Visitor Anna)> TeamAsync(string what, string path)
    {
        var team = $"members-{what}-{path.Replace('/', '.')}";
        await gateway.Api.OpenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", """{"name":"Ben","role":"member"}""");
        return (team, await Visitor.InAsync(gateway, team));
    }

    private async Task<string> StateAsync(string team) =>
        (await gateway.Api.GetAsync($"/v1/teams/{team}/members")).Text + (await gateway.Teams[team].GetCredits())!.Automation;

    private static async Task<ApiAnswer> PostAsync(Visitor visitor, string team, string path, (string Name, string Value)[] fields) =>
        await visitor.PostAsync($"/portal/teams/{team}/{path}", [.. Fields(fields), new("form", await visitor.FormTokenAsync(team))]);

    private static IEnumerable<KeyValuePair<string, string>> Fields((string Name, string Value)[] fields) =>
        fields.Select(static field => KeyValuePair.Create(field.Name, field.Value));
}
