using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Matching;

namespace Purser.AutoBid.Worker.Tests.Feeds;

public sealed class DemoFeedTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Demo");

    [Fact]
    public async Task The_demo_feed_is_without_problems_and_the_demo_profile_fits_some_of_its_jobs()
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "jobs.ndjson"));
        Assert.True(MemberProfiles.Load(Path.Combine(Folder, "profile.json")).TryGet(MemberId.Parse("olga"), out var profile));

        var scores = new List<int>();
        await foreach (var item in new NdjsonFeed("jobs.ndjson", file, TimeProvider.System).ReadAsync(TestContext.Current.CancellationToken))
        {
            var job = Assert.IsType<FeedItem.Job>(item).Post;
            scores.Add((await new KeywordMatcher().MatchAsync(job, profile, TestContext.Current.CancellationToken)).Score);
        }

        Assert.Equal(60, scores.Count);
        Assert.InRange(scores.Count(score => score >= 70), 10, 25);
    }
}
