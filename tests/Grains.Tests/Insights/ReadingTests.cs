using Purser.Grains.Tests.Teams;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Grains.Tests.Insights;

/// <summary>Insights of a team that lived, read from its ledger.</summary>
public sealed class ReadingTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;
    private int keys;

    private ITeamInsights Insights => cluster.Client.GetGrain<ITeamInsights>(TeamId.Parse("acme"));

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Of_no_team_there_are_none()
    {
        Assert.Null(await Insights.GetInsights(30, autoBidSaves: 0));
        Assert.Null(await Insights.GetForecast());
    }

    [Fact]
    public async Task A_team_that_used_nothing_is_told_nothing()
    {
        await cluster.OpenAsync();

        var insights = (await Insights.GetInsights(30, autoBidSaves: 0))!;
        var forecast = (await Insights.GetForecast())!;

        Assert.Equal((null, null, null, null), (insights.JobAssistant, insights.Regenerations, insights.MemberAhead, insights.RunningDry));
        Assert.Equal((null, null, null), (forecast.Forecast.Basis, forecast.Forecast.Use, forecast.Forecast.Dry));
        Assert.Empty(forecast.Options);
    }

    [Fact]
    public async Task All_causes_of_a_month_are_found_and_what_it_costs_to_go_on()
    {
        var team = await cluster.OpenAsync(seats: 30);
        await team.PutMember(new MemberTerms(MemberId.Parse("anna"), "Anna", MemberRole.Member, BudgetRule.FollowsTeam));
        for (var day = 0; day < 12; day++)
        {
            for (var job = 0; job < 8; job++)
            {
                await SpendAsync(team, AiAction.JobAssistant, $"job-{day}-{job}", job < 6 ? "olga" : "anna");
            }

            await SpendAsync(team, AiAction.CoverLetter, $"job-{day}-0", "olga");
            await SpendAsync(team, AiAction.CoverLetter, $"job-{day}-0", "olga", again: true);
            await SpendAsync(team, AiAction.CoverLetter, $"job-{day / 6}-0", "olga", again: true);
            await team.Reverse((await SpendAsync(team, AiAction.JobAssistant, $"failed-{day}", "olga")), "failed");
            cluster.Clock.Advance(TimeSpan.FromDays(1));
        }

        var insights = (await Insights.GetInsights(30, autoBidSaves: 0))!;

        Assert.Equal(12 * 11, insights.Credits.Count);
        // Of each day's eight jobs one got a letter.
        Assert.Equal((96, 84), (insights.JobAssistant!.Runs, insights.JobAssistant.LedNowhere));
        Assert.Equal(("olga", 60), (insights.JobAssistant.Members[0].MemberId.Value, insights.JobAssistant.Members[0].Credits));
        Assert.Equal(24, insights.Regenerations!.Credits);
        Assert.Equal(("job-0-0", 7), (insights.Regenerations.Jobs[0].JobId.Value, insights.Regenerations.Jobs[0].Credits));
        Assert.Equal(("olga", 108), (insights.MemberAhead!.MemberId.Value, insights.MemberAhead.Used.Count));
        // 300 a month; eleven a day for thirty days are more.
        var dry = insights.RunningDry!;
        Assert.InRange(dry.Forecast.Dry!.Likely!.Value, cluster.Clock.GetUtcNow().AddDays(10), cluster.Clock.GetUtcNow().AddDays(18));
        Assert.Equal((RemedyKind.Save, true), (dry.Options[0].Kind, dry.Options[0].Covers));
        // The plan of these tests has no price, so nothing is compared with it.
        Assert.Equal([RemedyKind.Save, RemedyKind.Packs], dry.Options.Select(offer => offer.Kind));
        var forecast = (await Insights.GetForecast())!;
        Assert.Equal(dry.Forecast.Dry.Likely, forecast.Forecast.Dry!.Likely);
        Assert.Equal(dry.Options.Skip(1).Select(offer => offer.Amount), forecast.Options.Select(offer => offer.Amount));
    }

    [Fact]
    public async Task Only_the_days_that_are_asked_for_are_looked_at()
    {
        var team = await cluster.OpenAsync(seats: 30);
        await SpendAsync(team, AiAction.Answer, "job-1", "olga");
        cluster.Clock.Advance(TimeSpan.FromDays(5));
        await SpendAsync(team, AiAction.Answer, "job-2", "olga");
        await SpendAsync(team, AiAction.Answer, "job-2", "olga");

        Assert.Equal(2, (await Insights.GetInsights(1, 0))!.Credits.Count);
        Assert.Equal(2, (await Insights.GetInsights(5, 0))!.Credits.Count);
        Assert.Equal(3, (await Insights.GetInsights(6, 0))!.Credits.Count);
    }

    [Fact]
    public async Task A_trial_is_told_when_todays_allowance_is_gone()
    {
        var acme = TeamId.Parse("acme");
        var team = cluster.Client.GetGrain<ITeamGrain>(acme);
        await team.Open(new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null));
        for (var day = 0; day < 5; day++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                await team.Debit($"k{day}-{hour}");
                cluster.Clock.Advance(TimeSpan.FromHours(1));
            }
        }

        for (var hour = 0; hour < 4; hour++)
        {
            await team.Debit($"today-{hour}");
            cluster.Clock.Advance(TimeSpan.FromHours(1));
        }

        // Ten a day, one an hour: the other six last some six hours, though every day before ended before an empty pool.
        var forecast = (await Insights.GetForecast())!.Forecast;

        Assert.Equal(6, forecast.Spendable.Count);
        Assert.InRange(forecast.Dry!.Likely!.Value, cluster.Clock.GetUtcNow().AddHours(3), cluster.Clock.GetUtcNow().AddHours(11));
        Assert.True(forecast.Until - cluster.Clock.GetUtcNow() <= TimeSpan.FromDays(1));
    }

    private async Task<long> SpendAsync(ITeamGrain team, AiAction action, string job, string member, bool again = false) =>
        (await team.Debit(new DebitRequest($"key-{keys++}", MemberId.Parse(member), action, JobId.Parse(job), again))).Debited().Receipt.EntryId;
}
