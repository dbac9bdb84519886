using System.Globalization;
using CsCheck;
using Purser.Accounts;
using Purser.Alerts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>What a team is told, and that it is told it once.</summary>
public sealed class AlertingTests
{
    private static readonly AlertTerms Quiet = new([], ExtraBelow: null, []);

    [Fact]
    public void A_threshold_is_told_by_the_debit_that_reaches_it_and_not_before()
    {
        var team = TeamBook.WithPool(7);
        Spend(team, 5);
        Assert.Empty(team.Told);

        team.Spend();
        Assert.Equal("PoolUsed 80", Assert.Single(Words(team)));
        team.Spend();
        Assert.Equal(["PoolUsed 80", "PoolUsed 100", "SpendableUsed 100"], Words(team));
    }

    [Fact]
    public void What_was_told_is_not_told_again_before_the_next_cycle()
    {
        var team = TeamBook.WithPool(10);
        Spend(team, 8);
        for (var again = 0; again < 5; again++)
        {
            team.Reverse(team.Entries[^1]);
            team.Spend();
        }

        Assert.Equal("PoolUsed 80", Assert.Single(Words(team)));
        team.PassTime(TimeSpan.FromDays(31));
        Assert.Single(team.Told);
        Spend(team, 8);
        Assert.Equal(["PoolUsed 80", "PoolUsed 80"], Words(team));
    }

    [Fact]
    public void All_that_can_be_spent_counts_extra_and_the_pool_does_not()
    {
        var team = TeamBook.WithPool(10);
        team.SetAlerts(Quiet with { Thresholds = [new(AlertBasis.Spendable, 75), new(AlertBasis.Spendable, 100)] });
        team.Grant(10);
        Spend(team, 14);
        Assert.Empty(team.Told);
        team.Spend();
        Assert.Equal("SpendableUsed 75", Assert.Single(Words(team)));
        Spend(team, 5);
        Assert.Equal(["SpendableUsed 75", "SpendableUsed 100"], Words(team));
    }

    [Fact]
    public void A_claw_back_can_put_extra_below_what_the_owner_wants()
    {
        var team = TeamBook.WithPool(10);
        team.SetAlerts(Quiet with { ExtraBelow = new Credits(50), Muted = [AlertKind.TopUpCredited] });
        Assert.Equal("ExtraLow", Assert.Single(Words(team)));
        team.PassTime(TimeSpan.FromDays(31));
        Assert.Equal(["ExtraLow", "ExtraLow"], Words(team).Where(static words => words != "Reset"));

        team.PassTime(TimeSpan.FromDays(31));
        var told = team.Told.Count;
        team.Buy(new PackPurchase("cs_1", "small", new Credits(100), 1_000, "eur"));
        Assert.Equal(told, team.Told.Count);
        team.PassTime(TimeSpan.FromDays(31));
        told = team.Told.Count;
        team.Claim("cs_1", new MoneyClaim("re_1", IsDispute: false, 600));
        Assert.Equal("ExtraLow", Assert.Single(Words(team).Skip(told)));
    }

    [Fact]
    public void A_member_is_told_of_by_their_own_budget_and_Auto_Bid_by_its_own()
    {
        var team = TeamBook.WithPool(20);
        team.SetAlerts(Quiet with { Thresholds = [new(AlertBasis.MemberBudget, 100), new(AlertBasis.AutomationBudget, 50)] });
        team.SetTeamBudget(4);
        team.SetAutomationBudget(new AutomationBudget(new Credits(3)));
        Spend(team, 3);
        Assert.Empty(team.Told);
        team.Spend();
        Assert.Equal("MemberBudgetUsed 100 olga", Assert.Single(Words(team)));

        team.SetTeamBudget(null);
        team.Debit(action: AiAction.JobMatching);
        Assert.Single(team.Told);
        team.Debit(action: AiAction.AutoBid);
        Assert.Equal("AutomationBudgetUsed 50", Words(team)[^1]);
    }

    [Fact]
    public void What_is_over_already_is_told_when_it_is_asked_for()
    {
        var team = TeamBook.WithPool(10);
        team.SetAlerts(Quiet);
        Spend(team, 6);
        Assert.Empty(team.Told);

        team.SetAlerts(Quiet with { Thresholds = [new(AlertBasis.Pool, 50), new(AlertBasis.Pool, 70)] });
        Assert.Equal("PoolUsed 50", Assert.Single(Words(team)));
        team.SetTeamBudget(6);
        team.SetAlerts(Quiet with { Thresholds = [new(AlertBasis.MemberBudget, 100)] });
        Assert.Equal("MemberBudgetUsed 100 olga", Words(team)[^1]);
    }

    [Fact]
    public void A_trial_tells_three_days_before_its_end_and_one_and_a_reset_where_it_is_wanted()
    {
        var team = TeamBook.InTrial();
        for (var day = 1; day < 14; day++)
        {
            team.PassTime(TimeSpan.FromDays(1));
        }

        Assert.Equal(["TrialEnding 3", "TrialEnding 1"], Words(team));

        var late = TeamBook.InTrial();
        late.SetAlerts(Quiet);
        late.PassTime(TimeSpan.FromDays(13.5));
        Assert.Equal(["Reset", "TrialEnding 1"], Words(late));
    }

    [Fact]
    public void A_teams_first_cycle_and_the_end_of_its_last_are_no_reset()
    {
        var team = TeamBook.WithPool(10);
        team.SetAlerts(Quiet);
        team.Cancel();
        team.PassTime(TimeSpan.FromDays(40));
        Assert.Equal(TeamStatus.Canceled, team.Account.Status);
        Assert.Empty(team.Told);
    }

    [Fact]
    public void Where_the_pool_is_frozen_what_is_in_it_is_not_there_to_spend()
    {
        var team = TeamBook.WithPool(10);
        team.Grant(2);
        team.Spend();
        team.PaymentIs(overdue: true);
        Assert.Equal("PaymentPastDue", Assert.Single(Words(team)));
        Spend(team, 2);
        Assert.Equal(["PaymentPastDue", "SpendableUsed 100"], Words(team));
    }

    [Fact]
    public void An_entry_tells_of_so_many_members_and_no_more()
    {
        var team = TeamBook.Subscribed(seats: 400);
        for (var at = 0; at < 300; at++)
        {
            team.Put($"m{at}");
            team.Spend($"m{at}");
        }

        team.SetTeamBudget(1);
        Assert.Equal(200, team.Told.Count);
        team.Put("m299", budget: BudgetRule.Capped(new Credits(1)));
        Assert.Equal("MemberBudgetUsed 100 m299", Words(team)[^1]);
    }

    [Fact]
    public void Payments_and_top_ups_are_told_each()
    {
        var team = TeamBook.WithPool(10);
        team.PaymentIs(overdue: true);
        team.PaymentIs(overdue: false);
        team.PaymentIs(overdue: true);
        team.Buy(new PackPurchase("cs_1", "small", new Credits(100), 1_000, "eur"));
        Assert.Equal(["PaymentPastDue", "PaymentPastDue", "TopUpCredited"], Words(team));
        Assert.Equal(new Credits(100), team.Told[^1].Added);

        team.SetAlerts(AlertTerms.Default with { Muted = [AlertKind.PaymentPastDue] });
        team.PaymentIs(overdue: false);
        team.PaymentIs(overdue: true);
        Assert.Equal(3, team.Told.Count);
    }

    /// <summary>Whatever happens in whatever order: what is over its line has been told in this cycle, and nothing that never was.</summary>
    [Fact]
    public void Whatever_is_over_its_line_was_told_once()
    {
        var step = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 30]);
        step.Array[1, 60].Sample(
            steps =>
            {
                var team = TeamBook.WithPool(10);
                team.Put("ben");
                var everOver = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (what, how) in steps)
                {
                    Do(team, what, how);
                    var over = Over(team);
                    everOver.UnionWith(over);
                    var told = team.Told.Select(static alert => alert.Key).ToList();
                    Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
                    if (team.Account.Status is TeamStatus.Active or TeamStatus.PastDue && team.Account.LastAt - team.Account.Cycle.Start < TimeSpan.FromDays(60))
                    {
                        Assert.Empty(over.Except(told, StringComparer.Ordinal));
                    }
                }

                var thresholds = team.Told.Where(static alert => alert.Percent is not null || alert.Below is not null).Select(static alert => alert.Key);
                Assert.Empty(thresholds.Except(everOver, StringComparer.Ordinal));
            },
            iter: Cases.Of(5_000, 500));
    }

    private static void Do(TeamBook team, int what, int how)
    {
        switch (what)
        {
            case 0 or 1 or 2:
                Spend(team, how % 6);
                break;
            case 3:
                team.Debit("ben", AiAction.AutoBid);
                break;
            case 4:
                if (team.Entries.FindLast(static entry => entry.Event is TeamEvent.Debited) is { } debit)
                {
                    team.Reverse(debit);
                }

                break;
            case 5:
                team.Grant(how);
                break;
            case 6:
                team.PassTime(TimeSpan.FromDays(how));
                break;
            case 7:
                team.SetTeamBudget(how % 3 == 0 ? null : how % 8);
                break;
            case 8:
                team.SetAutomationBudget(how % 3 == 0 ? null : new AutomationBudget(Percent: how));
                break;
            case 9:
                team.SetAlerts(new AlertTerms(
                    [new(AlertBasis.Pool, 1 + (how * 3)), new(AlertBasis.Spendable, 90), new(AlertBasis.MemberBudget, 60), new(AlertBasis.AutomationBudget, 100)],
                    how % 2 == 0 ? new Credits(how + 1) : null,
                    []));
                break;
            case 10:
                team.Put("ben", budget: how % 2 == 0 ? BudgetRule.FollowsTeam : BudgetRule.Capped(new Credits(how % 5)));
                break;
            case 11:
                if (team.Account.Status is TeamStatus.Active or TeamStatus.PastDue)
                {
                    team.PaymentIs(overdue: how % 2 == 0);
                }

                break;
            default:
                var id = $"cs_{team.Entries.Count}";
                team.Buy(new PackPurchase(id, "small", new Credits(how + 1), 100, "eur"));
                team.Claim(id, new MoneyClaim($"re_{id}", IsDispute: false, 100));
                break;
        }
    }

    /// <summary>What is over its line right now, as the key that it is told by.</summary>
    private static List<string> Over(TeamBook book)
    {
        var team = book.Account;
        var cycle = team.Cycle.Start.UtcDateTime.ToString("yyyyMMddHHmmss.ffffff", CultureInfo.InvariantCulture);
        List<string> over = [];
        foreach (var (basis, percent) in team.Alerts.Thresholds)
        {
            var (used, whole) = basis switch
            {
                AlertBasis.Pool => (team.UsedFromPool.Count, team.Total.Count),
                AlertBasis.Spendable => ((team.UsedFromPool + team.UsedFromExtra).Count, (team.UsedFromPool + team.UsedFromExtra + team.Extra).Count + (team.Status == TeamStatus.PastDue ? 0 : team.Remaining.Count)),
                AlertBasis.AutomationBudget => (team.AutoBidFromPool.Count, team.AutomationCap?.Count ?? 0),
                _ => (0, 0),
            };
            if (whole > 0 && (decimal)used / whole >= percent / 100m)
            {
                over.Add($"{(int)basis}:{percent}:{cycle}");
            }

            over.AddRange(team.Members.Values
                .Where(member => basis == AlertBasis.MemberBudget && member.Budget(team.Budget) is { Count: > 0 } budget && (decimal)member.Used.Count / budget.Count >= percent / 100m)
                .Select(member => $"{(int)basis}:{percent}:{cycle}:{member.Terms.MemberId}"));
        }

        if (team.Extra < team.Alerts.ExtraBelow)
        {
            over.Add($"{(int)AlertKind.ExtraLow}:{team.Alerts.ExtraBelow.Value.Count}:{cycle}");
        }

        return over;
    }

    private static void Spend(TeamBook team, int times)
    {
        for (; times > 0; times--)
        {
            team.Spend();
        }
    }

    private static List<string> Words(TeamBook team) =>
        [.. team.Told.Select(static alert => string.Join(' ', new[] { $"{alert.Kind}", $"{alert.Percent ?? alert.Days}", $"{alert.MemberId}" }.Where(static word => word.Length > 0)))];
}
