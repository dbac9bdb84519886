using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class ClosingTests
{
    [Fact]
    public void A_closed_team_spends_nothing_whatever_it_has_and_nothing_helps()
    {
        var team = TeamBook.Subscribed();
        team.Grant(5);

        team.Close();

        var refused = team.Refused();
        Assert.Equal((RefusalReason.SubscriptionCanceled, null), (refused.Reason, refused.ResetsAt));
        Assert.Empty(refused.Remedies);
        Assert.Equal((0, 5), (team.Account.Remaining.Count, team.Account.Extra.Count));
        Assert.Equal(TeamBook.Start, team.Account.ClosedAt);
    }

    [Fact]
    public void Closing_twice_is_closing_once()
    {
        var team = TeamBook.InTrial();
        team.Close();
        var entries = team.Entries.Count;
        team.PassTime(TimeSpan.FromDays(100));

        team.Close();

        Assert.Equal(entries, team.Entries.Count);
        Assert.Equal(TeamBook.Start, team.Account.ClosedAt);
    }

    [Fact]
    public void Nobody_joins_it_nothing_is_subscribed_to_and_nothing_is_bought_by_itself()
    {
        var team = TeamBook.Subscribed();
        team.Link("cus_1");
        team.SetAutoTopUp(threshold: 1000);
        team.Put("anna");

        team.Close();

        Assert.IsType<MemberOutcome.TeamIsClosed>(team.Put("ben"));
        Assert.IsType<SubscribeOutcome.TeamIsClosed>(team.Subscribe());
        Assert.IsType<SubscribeOutcome.TeamIsClosed>(team.Cancel());
        Assert.Null(team.StartAutoTopUp());
        Assert.Equal((null, "The team was closed."), (team.Account.AutoTopUp, team.Account.AutoTopUpStopped));
        Assert.Null(team.Remove("anna"));
    }

    [Fact]
    public void What_Stripe_says_of_a_subscription_does_not_open_it_again()
    {
        var team = TeamBook.InTrial();
        team.Close();

        Assert.Empty(team.Follow(new StripeSubscription(
            "cus_1", "sub_1", StripeState.Paid, "pro", 3, team.Now, team.Now.AddMonths(1), team.Now, EndsWithPeriod: false, IsSettled: true)));

        Assert.Equal(TeamStatus.Canceled, team.Account.Status);
    }

    [Fact]
    public void What_was_debited_before_can_be_given_back()
    {
        var team = TeamBook.WithPool(1);
        team.Grant(1);
        team.Spend();
        team.Spend();
        var (fromPool, fromExtra) = (team.Entries[^2], team.Entries[^1]);

        team.PassTime(TimeSpan.FromHours(1));
        team.Close();

        Assert.Equal(Credits.Zero, team.Reverse(fromPool)!.Amount);
        Assert.Equal(Credits.One, team.Reverse(fromExtra)!.Amount);
    }

    [Fact]
    public void A_name_and_a_time_zone_are_changed_when_they_change()
    {
        var team = TeamBook.Subscribed();

        team.Change("Acme & Sons");
        team.Change("Acme & Sons", "Europe/Berlin");
        team.Change(timeZone: "Europe/Berlin");

        Assert.Equal(("Acme & Sons", "Europe/Berlin"), (team.Account.Name, team.Account.TimeZone));
        Assert.Equal(2, team.Entries.Count(entry => entry.Event is TeamEvent.TeamRenamed or TeamEvent.TimeZoneChanged));
    }

    [Fact]
    public void A_snapshot_of_the_format_before_says_the_name_that_the_team_was_opened_with()
    {
        var snapshot = TeamBook.Subscribed().Account.ToSnapshot() with { Name = null, TimeZone = null };

        var team = TeamAccount.FromSnapshot(snapshot);

        Assert.Equal(("Acme", "UTC", TeamBook.Start), (team.Name, team.TimeZone, team.OpenedAt));
    }
}
