using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class JobInboxTests
{
    [Fact]
    public async Task A_full_inbox_holds_the_feed_back_until_there_is_room()
    {
        var inbox = new JobInbox(1);
        await inbox.OfferAsync(Stage.Job("a", 1), default);

        var offer = inbox.OfferAsync(Stage.Job("b", 1), default).AsTask();
        Assert.False(offer.IsCompleted);
        Assert.True(inbox.Jobs.TryRead(out _));

        await offer;
    }

    [Fact]
    public async Task An_offer_that_waits_is_let_go_when_jobs_are_passed_over()
    {
        var inbox = new JobInbox(1);
        await inbox.OfferAsync(Stage.Job("a", 1), default);
        var offer = inbox.OfferAsync(Stage.Job("b", 1), default).AsTask();

        inbox.PassOver();

        await offer;
        for (var job = 0; job < 10; job++)
        {
            await inbox.OfferAsync(Stage.Job("c", 1), default);
        }
    }
}
