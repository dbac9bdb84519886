using CsCheck;
using Purser.Grains.Tests.Accounts;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Grains.Tests.Insights;

/// <summary>Teams with one cause each, with none, and with all of them.</summary>
public sealed class CausesTests
{
    [Fact]
    public void A_team_that_works_as_it_should_is_told_nothing()
    {
        var team = new SpendingTeam().Healthy(60).Rerolls(2, 2);

        Assert.Null(team.JobAssistant());
        Assert.Null(team.Regenerations());
        Assert.Null(Causes.MemberAhead(Statement(300, 40, 35, 45)));
    }

    [Fact]
    public void Who_runs_the_Job_Assistant_on_every_job_is_told_how_many_led_nowhere_and_sparing_them_saves_that()
    {
        var team = new SpendingTeam().Healthy(10).OpensEverything(50);

        var insight = team.JobAssistant()!;

        Assert.Equal((60, 50), (insight.Runs, insight.LedNowhere));
        Assert.Equal([25, 25], insight.Members.Select(member => member.Credits));
        var bidOn = team.All.Where(done => done.Action == AiAction.CoverLetter).Select(done => done.Job).ToHashSet();
        var careful = team.Without(done => done.Action == AiAction.JobAssistant && !bidOn.Contains(done.Job));
        Assert.Equal(insight.LedNowhere, team.Credits - careful.Credits);
        Assert.Null(careful.JobAssistant());
        Assert.Null(team.Regenerations());
    }

    [Theory]
    [InlineData(AiAction.CoverLetter, 6.9, 0)]
    [InlineData(AiAction.Answer, 6.9, 0)]
    [InlineData(AiAction.AutoBid, 6.9, 0)]
    [InlineData(AiAction.CoverLetter, 7.1, 6)]
    [InlineData(AiAction.CoverLetter, -6.9, 0)]
    [InlineData(AiAction.JobMatching, 1, 6)]
    [InlineData(AiAction.AiImprove, 1, 6)]
    public void A_run_led_somewhere_if_a_letter_an_answer_or_a_bid_was_within_seven_days(AiAction action, double days, int ledNowhere)
    {
        var team = new SpendingTeam();
        foreach (var job in Enumerable.Range(0, 6))
        {
            // Whoever of the team it is.
            team.Do(job, AiAction.JobAssistant, member: 0, day: 7).Do(job, action, member: 1, day: 7 + days);
        }

        Assert.Equal(ledNowhere, team.JobAssistant()?.LedNowhere ?? 0);
    }

    [Fact]
    public void What_may_still_lead_somewhere_is_said_to_be_undecided()
    {
        var team = new SpendingTeam();
        foreach (var job in Enumerable.Range(0, 20))
        {
            team.Do(job, AiAction.JobAssistant, day: 6);
        }

        var insight = team.JobAssistant()!;

        // Thirty days are over; those of day 24 and later are not seven days old.
        Assert.Equal((20, 2), (insight.LedNowhere, insight.Undecided));
    }

    [Fact]
    public void Who_rerolls_is_told_what_that_cost_and_accepting_the_first_saves_it()
    {
        var team = new SpendingTeam().Healthy(20).Rerolls(5, 3).Rerolls(1, 5, from: 7);

        var insight = team.Regenerations()!;

        Assert.Equal(20, insight.Credits);
        Assert.Equal(("job-7", 5), (insight.Jobs[0].JobId.Value, insight.Jobs[0].Credits));
        Assert.Equal([("ben", 20)], insight.Members.Select(member => (member.MemberId.Value, member.Credits)));
        Assert.Equal(20, insight.ByAction[AiAction.CoverLetter]);
        Assert.Equal(insight.Credits, team.Credits - team.Without(done => done.Again).Credits);
        Assert.Null(team.JobAssistant());
    }

    [Fact]
    public void All_causes_at_once_are_told_apart_and_what_they_save_adds_up()
    {
        var team = new SpendingTeam().Healthy(10).OpensEverything(40).Rerolls(6, 4);
        var (assistant, rerolls) = (team.JobAssistant()!, team.Regenerations()!);

        var followed = team.Without(done => done.Again || (done.Action == AiAction.JobAssistant && done.Job >= 1000));

        Assert.Equal(assistant.LedNowhere + rerolls.Credits, team.Credits - followed.Credits);
    }

    [Fact]
    public void A_re_roll_of_the_Job_Assistant_is_counted_once()
    {
        var team = new SpendingTeam();
        foreach (var job in Enumerable.Range(0, 10))
        {
            team.Do(job, AiAction.JobAssistant).Do(job, AiAction.JobAssistant, again: true, day: 0.1);
        }

        Assert.Equal((10, 10), (team.JobAssistant()!.LedNowhere, team.Regenerations()!.Credits));
    }

    [Fact]
    public void What_was_given_back_was_not_spent()
    {
        var facts = new UseFacts();
        for (var job = 1; job <= 10; job++)
        {
            facts.Take(new UseRow(job * 4, SpendingTeam.Start, 0, AiAction.JobAssistant, job, Regeneration: false, Reverses: null));
            facts.Take(new UseRow((job * 4) + 1, SpendingTeam.Start, 0, AiAction.CoverLetter, job, Regeneration: true, Reverses: null));
            facts.Take(new UseRow((job * 4) + 2, SpendingTeam.Start, 0, AiAction.JobAssistant, job, Regeneration: false, Reverses: job * 4));
            facts.Take(new UseRow((job * 4) + 3, SpendingTeam.Start, 0, AiAction.CoverLetter, job, Regeneration: true, Reverses: (job * 4) + 1));
        }

        // It gives back what was spent before.
        facts.Take(new UseRow(100, SpendingTeam.Start, 0, AiAction.Answer, 1, Regeneration: false, Reverses: 1));

        Assert.Equal((0, 0), (facts.Opened.Count(SpendingTeam.Now).Runs, facts.Rerolls.Credits));
        Assert.Empty(facts.Rerolls.MostOfJobs(5));
        Assert.Empty(facts.Rerolls.MostOfMembers(5));
    }

    [Fact]
    public void Runs_and_what_came_of_them_are_those_of_a_naive_count()
    {
        var steps =
            from job in Gen.Int[0, 4]
            from hours in Gen.Int[0, 700]
            from action in Gen.Int[0, 3].Select(at => new[] { AiAction.JobAssistant, AiAction.JobAssistant, AiAction.CoverLetter, AiAction.JobMatching }[at])
            select (Job: job, Hours: hours, Action: action);
        steps.Array[1, 60].Sample(all =>
        {
            var team = new SpendingTeam();
            foreach (var step in all)
            {
                team.Do(step.Job, step.Action, day: (step.Hours / 24.0) - step.Job);
            }

            var runs = team.All.Where(done => done.Action == AiAction.JobAssistant).ToList();
            var naive = runs.Count(run => !team.All.Any(done =>
                done.Job == run.Job && done.Action == AiAction.CoverLetter && (done.At - run.At).Duration() <= TimeSpan.FromDays(7)));
            var count = team.Facts().Opened.Count(SpendingTeam.Now);
            return count.Runs == runs.Count && count.LedNowhere == naive && count.ByMember.Values.Sum() == naive;
        });
    }

    [Theory]
    // An equal share of the allowance is 100, of what was used 70.
    [InlineData(300, 150, 30, 30, 100, 50)]
    [InlineData(600, 150, 30, 30, 70, 80)]
    public void Who_runs_ahead_is_named_with_the_budget_that_would_have_left_the_rest_for_the_others(
        long total, long first, long second, long third, long budget, long left)
    {
        var insight = Causes.MemberAhead(Statement(total, first, second, third))!;

        Assert.Equal(("anna", first, first + second + third, 3), (insight.MemberId.Value, insight.Used.Count, insight.TeamUsed.Count, insight.Members));
        Assert.Equal((budget, left), (insight.Budget.Count, insight.Left.Count));
        // With that budget the first member's debits beyond it are refused.
        Assert.Equal(left, first - Math.Min(first, insight.Budget.Count));
    }

    /// <summary>The same month by the same rules, once as it went and once with the budget that was advised.</summary>
    [Fact]
    public void In_a_month_lived_with_that_budget_the_others_have_as_much_more_as_was_said()
    {
        var asItWent = Live(TeamBook.Subscribed(seats: 3));
        var insight = Causes.MemberAhead(TeamViews.Statement(asItWent.Account, new People([]), asItWent.Now))!;
        var advised = TeamBook.Subscribed(seats: 3);
        advised.Put("anna", budget: BudgetRule.Capped(insight.Budget));

        Live(advised);

        Assert.Equal(("anna", 50), (insight.MemberId.Value, insight.Left.Count));
        Assert.Equal(insight.Left, advised.Account.Remaining - asItWent.Account.Remaining);
        Assert.Equal(
            Used(asItWent).Where(member => member.Key != insight.MemberId), Used(advised).Where(member => member.Key != insight.MemberId));

        static TeamBook Live(TeamBook team)
        {
            foreach (var member in new[] { "anna", "ben" }.Where(member => !team.Account.Members.ContainsKey(MemberId.Parse(member))))
            {
                team.Put(member);
            }

            for (var turn = 0; turn < 30; turn++)
            {
                foreach (var member in new[] { "anna", "anna", "ben", "anna", "olga", "anna", "anna" })
                {
                    team.Debit(member);
                }
            }

            return team;
        }

        static Dictionary<MemberId, Credits> Used(TeamBook team) => team.Account.Members.ToDictionary(member => member.Key, member => member.Value.Used);
    }

    [Fact]
    public void Nobody_runs_ahead_alone_nor_under_a_budget_that_holds_them()
    {
        Assert.Null(Causes.MemberAhead(Statement(100, 90)));
        Assert.Null(Causes.MemberAhead(Statement(300, [100, 5, 5], budget: 100)));
        Assert.Null(Causes.MemberAhead(Statement(1000, 12, 1, 1)));
    }

    internal static TeamStatement Statement(long total, params long[] used) => Statement(total, used, budget: null);

    private static TeamStatement Statement(long total, long[] used, long? budget) => new(
        Money(total, used.Sum()),
        [
            .. used.Select((credits, at) => new MemberStanding(
                MemberId.Parse(new[] { "anna", "ben", "cleo" }[at]), new[] { "Anna", "Ben", "Cleo" }[at], MemberRole.Member, MemberStatus.Active,
                budget is { } cap ? new Credits(cap) : null, new Credits(credits), [])),
        ],
        Budget: null,
        "UTC");

    internal static TeamCredits Money(
        long total, long used, long extra = 0, string? plan = "lite", int? seats = 3, TeamStatus status = TeamStatus.Active, double daysGone = 15) => new(
        TeamId.Parse("acme"), "Acme", status, plan, seats, new Credits(total), new Credits(total - used), new Credits(used), new Credits(used), Credits.Zero,
        new Credits(extra), new CyclePeriod(SpendingTeam.Now.AddDays(-daysGone), SpendingTeam.Now.AddDays(30 - daysGone)), SpendingTeam.Now.AddDays(30 - daysGone),
        plan is null ? new TrialDay(3, 14, SpendingTeam.Now.AddDays(11)) : null, 100,
        Held: Credits.Zero, Spendable: new Credits(total - used + extra), BlockedBy: null, SeatsOver: 0, new AutomationStanding(Budget: null, Cap: null, Credits.Zero));
}
