using System.Text;
using CsCheck;
using Purser.AutoBid.Worker.Matching;

namespace Purser.AutoBid.Worker.Tests.Matching;

public sealed class MemberProfilesTests
{
    [Fact]
    public void One_profile_is_everybodys()
    {
        var profiles = Parse(
            """
            {
              // What we do.
              "skills": ["C#", ".NET",],
              "keywords": {"startup": 0.5, "wordpress": -1},
              "about": "We build shops.",
            }
            """);

        Assert.True(profiles.TryGet(MemberId.Parse("anyone"), out var profile));
        Assert.Equal(new Dictionary<string, double> { ["C#"] = 1, [".NET"] = 1 }, profile.Skills);
        Assert.Equal(new Dictionary<string, double> { ["startup"] = 0.5, ["wordpress"] = -1 }, profile.Keywords);
        Assert.Equal("We build shops.", profile.About);
    }

    [Fact]
    public void Each_member_may_have_one_of_their_own()
    {
        var profiles = Parse("""{"members":{"anna":{"skills":{"C#":2}},"ben":{"about":"I draw."}}}""");

        Assert.True(profiles.TryGet(MemberId.Parse("anna"), out var anna));
        Assert.Equal(2, anna.Skills["c#"]);
        Assert.True(profiles.TryGet(MemberId.Parse("ben"), out var ben));
        Assert.Equal("I draw.", ben.About);
        Assert.False(profiles.TryGet(MemberId.Parse("carl"), out _));
    }

    [Theory]
    [InlineData("[]", "The file must be an object.")]
    [InlineData("{", "It is not valid JSON:")]
    [InlineData("""{"about":"\ud800"}""", "It is not valid JSON:")]
    [InlineData("{}", "skills, keywords and about say nothing; jobs cannot be measured by that.")]
    [InlineData("""{"skils":[]}""", "There is no skils; there may be skills, keywords, about.")]
    [InlineData("""{"skills":["C#"],"skills":["C#"]}""", "It is not valid JSON:")]
    [InlineData("""{"skills":"C#"}""", "skills must be a list of texts, or an object that says how much each counts.")]
    [InlineData("""{"skills":[7]}""", "An item of skills must be text.")]
    [InlineData("""{"skills":["C#","c#"]}""", "skills has 'c#' twice.")]
    [InlineData("""{"skills":["&"]}""", "skills: '&' has no letter or digit to look for.")]
    [InlineData("""{"skills":{"C#":"2"}}""", "skills.C# must be a number from 0 to 10, and not 0.")]
    [InlineData("""{"skills":{"C#":-1}}""", "skills.C# must be a number from 0 to 10, and not 0.")]
    [InlineData("""{"skills":{"C#":1e999}}""", "skills.C# must be a number from 0 to 10, and not 0.")]
    [InlineData("""{"keywords":{"php":0}}""", "keywords.php must be a number from -10 to 10, and not 0.")]
    [InlineData("""{"about":7}""", "about must be text.")]
    [InlineData("""{"members":[]}""", "members must be an object with a profile for each member's id.")]
    [InlineData("""{"members":{},"about":"We."}""", "There is no about; there may be members.")]
    [InlineData("""{"members":{"anna b":{"about":"I."}}}""", "members has 'anna b', which is no member's id.")]
    [InlineData("""{"members":{"anna":7}}""", "members.anna must be an object with skills, keywords and about.")]
    [InlineData("""{"members":{"anna":{}}}""", "members.anna.skills, keywords and about say nothing;")]
    [InlineData("""{"members":{"anna":{"skills":{"C#":11}}}}""", "members.anna.skills.C# must be a number from 0 to 10, and not 0.")]
    public void What_is_no_profile_is_explained(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<ProfileException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_is_named_when_it_is_no_profile()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{}");
            Assert.StartsWith($"{file}: skills,", Assert.Throws<ProfileException>(() => MemberProfiles.Load(file)).Message, StringComparison.Ordinal);

            File.WriteAllText(file, """{"about":"We build shops."}""");
            Assert.True(MemberProfiles.Load(file).TryGet(MemberId.Parse("anna"), out _));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains(file, Assert.Throws<ProfileException>(() => MemberProfiles.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_profiles_or_explained() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Sample((place, value) =>
        {
            var bytes = """{"members":{"anna":{"skills":{"C#":2},"keywords":["a"],"about":"I."}}}"""u8.ToArray();
            bytes[place % bytes.Length] = value;
            try
            {
                MemberProfiles.Parse(bytes);
            }
            catch (ProfileException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        });

    private static MemberProfiles Parse(string json) => MemberProfiles.Parse(Encoding.UTF8.GetBytes(json));
}
