using CsCheck;
using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Jobs;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>What other settings would have done is what they do.</summary>
public sealed class WhatIfTests(LedgerServer server) : IAsyncLifetime
{
    private static readonly Gen<Feed> Feeds =
        from scores in Gen.Int[0, 100].Array[1, 60]
        from skills in OneOf("react", "php", "go").Array[scores.Length]
        select new Feed(scores, skills);

    private static readonly Gen<AutoBidSettings> Settings =
        from query in OneOf("", "skill:react", "-skill:php", "skill:go OR skill:react", "skill:cobol")
        from threshold in Gen.Int[0, 100]
        from cap in Gen.Int[0, 30]
        from ceiling in Gen.Int[-20, 80].Select(int? (credits) => credits < 2 ? null : credits)
        select new AutoBidSettings(Enabled: true, query, threshold, cap, ceiling);

    private BidStage stage = null!;
    private int members;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server, seats: 1000);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task What_if_is_what_a_run_with_those_settings_does_on_the_same_feed() =>
        await Gen.Select(Feeds, Settings).SampleAsync(
            async (feed, settings) =>
            {
                var number = Interlocked.Increment(ref members);
                var all = await RunAsync($"all-{number}", BidStage.Wide, feed);
                var some = await RunAsync($"some-{number}", settings, feed);

                var answer = await stage.Insights(all).WhatIf(new WhatIfQuestion(
                    Days: 1, settings.Query, settings.Threshold, settings.DailyCap, settings.DailyCredits, SetsDailyCredits: true));
                var was = (await stage.Insights(some).GetFunnel(null, null))!.Days;

                Assert.Empty(answer!.StoppedEarlier);
                Assert.Equal(was.Sum(day => day.Scanned), answer.Would.Sum(day => day.Scanned));
                if (was.Length > 0)
                {
                    Assert.Equal(was, answer.Would);
                }
            },
            iter: Cases.Of(many: 25, few: 6), threads: 1);

    [Fact]
    public async Task Of_a_day_that_was_cut_short_it_says_that_more_would_have_come()
    {
        var member = await RunAsync("short", BidStage.Wide with { DailyCap = 2 }, new Feed([90, 10, 90, 90, 90], ["go", "go", "go", "go", "go"]));

        var more = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1, DailyCap: 4));
        var same = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1));
        var fewer = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1, DailyCap: 1));

        Assert.Single(more!.StoppedEarlier);
        Assert.Equal(2, Assert.Single(more.Would).Submitted);
        Assert.Empty(same!.StoppedEarlier);
        Assert.Empty(fewer!.StoppedEarlier);
        Assert.Equal((1, 1), (Assert.Single(fewer.Would).Scanned, Assert.Single(fewer.Would).Submitted));
    }

    [Fact]
    public async Task Advice_names_what_halves_the_matching_and_the_skill_that_only_costs()
    {
        // 30 jobs: every third is worth a bid, the php ones never.
        var scores = Enumerable.Range(0, 30).Select(number => number % 3 == 0 ? 80 : 30).ToArray();
        var skills = Enumerable.Range(0, 30).Select(number => number % 3 == 1 ? "php" : "go").ToArray();
        var member = await RunAsync("advised", BidStage.Wide, new Feed(scores, skills));

        var advice = (await stage.Insights(member).Advise(7))!;

        Assert.Equal((30, 10, 10, 20), (advice.MatchCredits, advice.BidCredits, advice.Submitted, advice.Skipped));
        Assert.Null(advice.HalvingThreshold);
        Assert.Equal(5, advice.HalvingDailyCap);
        Assert.Equal(new QueryCut("-skill:\"php\"", 10, 0), Assert.Single(advice.Cuts));
        var tried = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1, DailyCap: advice.HalvingDailyCap));
        Assert.True(tried!.Would.Sum(day => day.MatchCredits) <= 15);
        // Advice that is followed saves what it said.
        Assert.Equal(40 - advice.HalvingDailyCapSaves, tried.Would.Sum(day => day.Credits));
        var narrowed = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1, Query: advice.Cuts[0].Term));
        Assert.Equal(40 - advice.Cuts[0].MatchCredits - advice.Cuts[0].Submissions, narrowed!.Would.Sum(day => day.Credits));
    }

    [Fact]
    public async Task Under_a_cap_a_lower_threshold_halves_the_matching_because_it_reaches_the_cap_sooner()
    {
        var scores = Enumerable.Range(0, 40).Select(number => number % 4 == 3 ? 80 : 60).ToArray();
        var member = await RunAsync("capped", BidStage.Wide with { Threshold = 70, DailyCap = 10 }, new Feed(scores, [.. scores.Select(_ => "go")]));

        var advice = (await stage.Insights(member).Advise(7))!;

        Assert.Equal((40, 60), (advice.MatchCredits, advice.HalvingThreshold));
        var tried = await stage.Insights(member).WhatIf(new WhatIfQuestion(Days: 1, Threshold: 60));
        Assert.Equal(50 - advice.HalvingThresholdSaves, tried!.Would.Sum(day => day.Credits));
    }

    [Fact]
    public async Task Advice_says_which_words_of_the_search_brought_the_most_skipped_jobs_alone()
    {
        var scores = Enumerable.Range(0, 30).Select(number => number % 3 == 0 ? 80 : 30).ToArray();
        var skills = Enumerable.Range(0, 30).Select(number => number % 3 == 1 ? "php" : "go").ToArray();
        var member = await RunAsync("worded", BidStage.Wide with { Query = "skill:go OR  skill:php OR (cobol OR php)" }, new Feed(scores, skills));
        var other = await RunAsync("chosen", BidStage.Wide with { Query = "skill:php OR skill:go" }, new Feed(scores, skills));

        var advice = (await stage.Insights(member).Advise(7))!;

        Assert.Equal("skill:go", advice.Words![0].Text);
        Assert.Equal((10, 10), (advice.Words[0].Skipped, advice.Words[0].Submitted));
        // What two parts ask for is brought by neither alone.
        Assert.Equal(["skill:php", "(cobol OR php)"], advice.Words.Skip(1).Select(words => words.Text));
        Assert.All(advice.Words.Skip(1), words => Assert.Equal((0, 0), (words.Skipped, words.Submitted)));
        Assert.Equal([10, 10], (await stage.Insights(other).Advise(7))!.Words!.Select(words => words.Skipped));
        Assert.Null((await stage.Insights(await RunAsync("plain", BidStage.Wide with { Query = "skill:go" }, new Feed(scores, skills))).Advise(7))!.Words);
    }

    [Fact]
    public async Task Bidders_are_the_members_with_jobs_of_the_last_days_whatever_the_cycle()
    {
        var bidders = stage.Cluster.Client.GetGrain<ITeamAutoBid>("acme");
        await stage.EnableAsync(member: "idle");
        var member = await RunAsync("busy", BidStage.Wide, new Feed([80], ["go"]));
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal([MemberId.Parse(member)], await bidders.GetBidders(41));
        Assert.Empty(await bidders.GetBidders(30));
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(at => choices[at]);

    private async Task<string> RunAsync(string member, AutoBidSettings settings, Feed feed)
    {
        var bid = await stage.EnableAsync(settings, member);
        Assert.True(SearchQuery.TryParse(settings.Query, out var query, out _));
        var jobs = feed.Skills.Select((skill, number) => BidStage.Job(number, skill)).Where(query.Matches);
        await bid.GoThroughAsync(await bid.StartAsync(), jobs, job => feed.Scores[int.Parse(job.Id.Value[4..])]);
        return member;
    }

    private sealed record Feed(int[] Scores, string[] Skills)
    {
        public override string ToString() => string.Join(' ', Scores.Zip(Skills));
    }
}
