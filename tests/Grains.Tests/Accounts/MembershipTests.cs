using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class MembershipTests
{
    [Fact]
    public void Every_active_member_takes_a_seat_and_a_removed_one_frees_it()
    {
        var team = TeamBook.Subscribed(seats: 2);
        Assert.Null(team.Put("anna"));
        Assert.Equal(new MemberOutcome.NoFreeSeat(2), team.Put("ben"));

        team.Remove("anna");

        Assert.Null(team.Put("ben"));
        Assert.Equal(new MemberOutcome.NoFreeSeat(2), team.Put("anna"));
    }

    [Fact]
    public void Changing_a_member_needs_no_seat()
    {
        var team = TeamBook.Subscribed(seats: 2);
        team.Put("anna");

        Assert.Null(team.Put("anna", MemberRole.Admin));
        Assert.Equal(MemberRole.Admin, team.Account.Members[MemberId.Parse("anna")].Terms.Role);
    }

    [Fact]
    public void A_trial_has_no_seat_limit()
    {
        var team = TeamBook.InTrial();

        Assert.All(Enumerable.Range(0, 50), at => Assert.Null(team.Put($"member-{at}")));
    }

    [Fact]
    public void There_is_always_exactly_one_owner()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna");

        Assert.Equal(new MemberOutcome.OwnerIsFixed(MemberId.Parse("olga")), team.Put("anna", MemberRole.Owner));
        Assert.Equal(new MemberOutcome.OwnerIsFixed(MemberId.Parse("olga")), team.Put("olga", MemberRole.Member));
        Assert.Equal(new MemberOutcome.OwnerIsFixed(MemberId.Parse("olga")), team.Remove("olga"));

        Assert.Null(team.MakeOwner("anna"));

        Assert.Equal((MemberRole.Admin, MemberRole.Owner), (Role("olga"), Role("anna")));
        Assert.Null(team.Remove("olga"));
        Assert.Equal(new MemberOutcome.NoSuchMember(), team.MakeOwner("olga"));

        MemberRole Role(string member) => team.Account.Members[MemberId.Parse(member)].Terms.Role;
    }

    [Fact]
    public void A_member_who_comes_back_has_used_what_they_used()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna", budget: BudgetRule.Capped(new Credits(1)));
        team.Spend("anna");
        team.Remove("anna");

        team.Put("anna", budget: BudgetRule.Capped(new Credits(1)));

        Assert.Equal(RefusalReason.MemberBudgetReached, team.Refused("anna").Reason);
    }

    [Fact]
    public void Putting_a_member_as_they_are_writes_nothing()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna");
        var entries = team.Entries.Count;

        team.Put("anna");
        team.Remove("nobody");

        Assert.Equal(entries, team.Entries.Count);
    }
}
