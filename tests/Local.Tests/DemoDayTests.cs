namespace Purser.Local.Tests;

public sealed class DemoDayTests
{
    private static readonly DemoDebit[] Debits = [.. DemoDay.Debits()];

    [Fact]
    public void It_empties_the_pool_and_spends_a_bit_of_extra()
    {
        Assert.Equal(DemoDay.PoolCredits + DemoDay.ExtraSpent, Debits.Length);
        Assert.True(DemoDay.ExtraSpent < DemoDay.Extra);
        Assert.Equal(DemoDay.PoolCredits, DemoDay.Members.Count * 100);
    }

    [Fact]
    public void Every_kind_of_action_happens_some_of_them_again()
    {
        string[] actions =
        [
            "cover_letter", "job_assistant", "job_matching", "auto_bid", "answer", "ai_improve", "ai_generate",
            "test_template",
        ];
        Assert.Equal(
            actions.Order(StringComparer.Ordinal),
            Debits.Select(debit => debit.Action).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.InRange(Debits.Count(debit => debit.Regeneration), 3, 20);
    }

    [Fact]
    public void Everybody_works_and_Jonas_reaches_his_budget_exactly()
    {
        var byMember = Debits.CountBy(debit => debit.MemberId, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        Assert.All(DemoDay.Members, member => Assert.True(byMember.ContainsKey(member.Id)));
        var jonas = Assert.Single(DemoDay.Members, member => member.Budget is not null);
        Assert.Equal(jonas.Budget, byMember[jonas.Id]);
        Assert.Equal(jonas.Id, DemoDay.OverBudget.MemberId);
    }

    [Fact]
    public void No_key_is_used_twice()
    {
        var keys = Debits.Append(DemoDay.Failed).Append(DemoDay.OverBudget).Select(debit => debit.Key).ToArray();

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_day_is_the_same_every_time() => Assert.Equal(DemoDay.Debits(), DemoDay.Debits());
}
