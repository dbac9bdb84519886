using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Purser.Teams;

namespace Purser.Grains.Tests.Vocabulary;

/// <summary>Ids as types: what they may be, and how they travel.</summary>
public sealed class IdTests
{
    private static readonly Gen<string> Ids = Gen.String[Gen.Char["abzAZ09._:-"], 1, IdRule.Longest].Where(Naive);
    private static readonly Gen<string> Texts = Gen.OneOf(Ids, Gen.String[Gen.Char["ab.._:- /é\0"], 0, 4], Gen.String[Gen.Char["a."], 60, IdRule.Longest + 4]);

    /// <summary>The rule once more, character by character.</summary>
    private static bool Naive(string text) =>
        text.Length is >= 1 and <= 64 && text.All(one => char.IsAsciiLetterOrDigit(one) || "._:-".Contains(one)) && text.Any(one => one != '.');

    [Fact]
    public void A_text_is_an_id_just_where_it_keeps_the_rule() => Texts.Sample(text =>
    {
        Assert.Equal(Naive(text), IdRule.Holds(text));
        Assert.Equal(Naive(text), TeamId.TryParse(text, out _));
        Assert.Equal(Naive(text), MemberId.TryParse(text, out _));
        Assert.Equal(Naive(text), JobId.TryParse(text, out _));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("..")]
    public void What_breaks_the_rule_is_said_with_it(string? text)
    {
        Assert.False(IdRule.Holds(text));
        Assert.Equal($"The team id is '{text}'; it must be {IdRule.Words}.", Assert.Throws<FormatException>(() => TeamId.Parse(text!)).Message);
    }

    [Fact]
    public void An_id_that_was_never_set_goes_nowhere()
    {
        Assert.Equal("A member id was never set.", Assert.Throws<InvalidOperationException>(() => default(MemberId).Value).Message);
        Assert.Throws<InvalidOperationException>(() => default(MemberId).ToString());
        Assert.Throws<InvalidOperationException>(() => default(TeamId).GetHashCode());
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default(JobId)));
        Assert.Throws<InvalidOperationException>(() => Orleans().SerializeToArray(default(TeamId)));
        Assert.NotEqual(TeamId.Parse("a"), default);
    }

    [Fact]
    public void In_JSON_an_id_is_a_string_and_nothing_else_is_one()
    {
        Assert.Equal("\"job-1\"", JsonSerializer.Serialize(JobId.Parse("job-1")));
        Assert.Equal(JobId.Parse("job-1"), JsonSerializer.Deserialize<JobId>("\"job-1\""));
        Assert.Null(JsonSerializer.Deserialize<JobId?>("null"));
        Assert.All(["null", "1", "\"a b\"", "{}"], json => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<JobId>(json)));
    }

    [Fact]
    public void Between_processes_an_id_stays_what_it_is_and_takes_little_more_than_its_text()
    {
        var serializer = Orleans();
        Ids.Sample(text =>
        {
            var request = new DebitRequest("key", MemberId.Parse(text), AiAction.Answer, JobId.Parse(text));
            Assert.Equal(request, serializer.Deserialize<DebitRequest>(serializer.SerializeToArray(request)));
            var without = request with { JobId = null };
            Assert.Equal(without, serializer.Deserialize<DebitRequest>(serializer.SerializeToArray(without)));
            Assert.InRange(serializer.SerializeToArray(MemberId.Parse(text)).Length, text.Length, text.Length + 4);

            // One whose type the reader does not expect says it.
            object any = TeamId.Parse(text);
            Assert.Equal(any, serializer.Deserialize<object>(serializer.SerializeToArray(any)));
        }, iter: 1000);
    }

    private static Serializer Orleans() => new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
}
