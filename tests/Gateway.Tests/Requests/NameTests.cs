using System.Net;
using System.Text.Json;

namespace Purser.Gateway.Tests;

public sealed class NameTests(GatewayHost gateway)
{
    [Theory]
    [InlineData("\u200b")]
    [InlineData(" \u200b\u00a0\ufeff")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u115f\u1160\uffa0")]
    [InlineData("\ufe0f\u200d")]
    [InlineData("\u00ad")]
    [InlineData("\U000e0041\U000e007f")]
    public void What_shows_nothing_is_no_name(string text) => Assert.False(Limits.IsName(text));

    [Theory]
    [InlineData("\u202eevil")]
    [InlineData("Anna\u202d")]
    [InlineData("\u202aAnna\u202c")]
    [InlineData("\u2066Anna\u2069")]
    [InlineData("\u2067Anna")]
    public void What_turns_the_text_around_it_is_no_name(string text) => Assert.False(Limits.IsName(text));

    [Theory]
    [InlineData("Anna")]
    [InlineData("José")]
    [InlineData("Zoe\u0308")]
    [InlineData("أحمد")]
    [InlineData("נֹעַ")]
    [InlineData("\u200fאב")]
    [InlineData("می\u200cخواهم")]
    [InlineData("สมชาย")]
    [InlineData("김")]
    [InlineData("👩\u200d💻")]
    [InlineData("42")]
    [InlineData("—")]
    public void Names_of_every_script_are_names(string text) => Assert.True(Limits.IsName(text));

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u202eevil")]
    public async Task Over_HTTP_they_are_refused_where_they_stand(string name)
    {
        var json = JsonSerializer.Serialize(name);

        var member = await gateway.Api.PutAsync("/v1/teams/names/members/ben", $$"""{"name":{{json}},"role":"member"}""");
        var team = await gateway.Api.PutAsync("/v1/teams/names", $$"""{"name":"Acme","owner":{"memberId":"anna","name":{{json}}},"trial":true}""");

        member.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        team.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal("#/owner/name", team.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(0, gateway.Teams["names"].Calls);
    }
}
