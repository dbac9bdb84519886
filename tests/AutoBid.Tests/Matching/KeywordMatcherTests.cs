using CsCheck;
using Purser.AutoBid.Worker.Matching;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Tests.Matching;

public sealed class KeywordMatcherTests
{
    private static readonly string[] Five = ["C#", "SQL", "React", "Docker", "Azure"];

    [Fact]
    public async Task Four_of_five_skills_are_80()
    {
        var match = await MatchAsync(Samples.Job(skills: Five), Of("C#", "sql", "REACT", "Docker", "Cobol"));

        Assert.Equal(new JobMatch(80, "4 of 5: C# 1 (skill), Docker 1 (skill), REACT 1 (skill), sql 1 (skill)"), match);
    }

    [Fact]
    public async Task A_term_counts_once_where_it_counts_most()
    {
        Assert.Equal(
            new JobMatch(20, "1 of 5: C# 1 (skill)"),
            await MatchAsync(Samples.Job(title: "C# shop", description: "C#", skills: Five), Of("C#")));
        Assert.Equal(
            new JobMatch(16, "0.8 of 5: PHP 0.8 (title)"),
            await MatchAsync(Samples.Job(title: "PHP shop", description: "PHP", skills: Five), Of("PHP")));
        Assert.Equal(
            new JobMatch(10, "0.5 of 5: PHP 0.5 (description)"),
            await MatchAsync(Samples.Job(description: "In PHP.", skills: Five), Of("PHP")));
    }

    [Fact]
    public async Task Weights_count_for_and_against()
    {
        var profile = Samples.Profile(
            skills: new() { ["C#"] = 2 }, keywords: new() { ["startup"] = 0.5, ["word*"] = -1, ["React Native"] = 3 });

        Assert.Equal(
            new JobMatch(29, "1.45 of 5: C# 2 (skill), startup 0.25 (description), word* -0.8 (title)"),
            await MatchAsync(Samples.Job(title: "WordPress shop", description: "A startup. React and native.", skills: Five), profile));
    }

    [Fact]
    public async Task A_skill_is_not_part_of_another_skill_and_a_keyword_may_be()
    {
        var job = Samples.Job(skills: ["React Native"]);

        Assert.Equal(0, (await MatchAsync(job, Of("React"))).Score);
        Assert.Equal(100, (await MatchAsync(job, Samples.Profile(keywords: new() { ["React"] = 1 }))).Score);
    }

    [Fact]
    public async Task Three_are_enough_where_a_job_names_no_skill() =>
        Assert.Equal(80, (await MatchAsync(Samples.Job(title: "C#, SQL, React"), Of("C#", "SQL", "React"))).Score);

    [Fact]
    public async Task A_job_with_nothing_of_the_profile_has_0() =>
        Assert.Equal(new JobMatch(0, "None of the profile's terms is in it."), await MatchAsync(Samples.Job(), Of("C#")));

    [Fact]
    public Task A_score_is_within_its_range_and_its_reason_can_be_reported() =>
        Gen.Select(
            Gen.Dictionary(Gen.String[Gen.Char["abc #+"], 0, 60], Gen.Double[-10, 10])[0, 30],
            Gen.String[Gen.Char["abc #+\n"], 0, 200],
            Gen.String[Gen.Char["abc #+"], 0, 10].Array[0, 5]).SampleAsync(async (terms, text, skills) =>
            {
                var job = Samples.Job(title: text, description: text, skills: skills);

                var match = await MatchAsync(job, Samples.Profile(terms, terms));

                Assert.InRange(match.Score, 0, 100);
                Assert.True(Limits.IsReason(match.Because), match.Because);
                Assert.Equal(match, await MatchAsync(job, Samples.Profile(terms, terms)));
            }, iter: 500);

    private static MemberProfile Of(params string[] skills) => Samples.Profile(skills.ToDictionary(skill => skill, _ => 1.0));

    private static Task<JobMatch> MatchAsync(JobPost job, MemberProfile profile) =>
        new KeywordMatcher().MatchAsync(job, profile, CancellationToken.None);
}
