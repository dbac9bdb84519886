using System.Globalization;
using Purser.Teams;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>
/// Weeks pass between one start and the next, on one and the same data: trials go on and end, and cycles that ended while
/// nothing ran begin anew, once.
/// </summary>
[Trait("Runs", "thorough")]
public sealed class PassingTimeTests
{
    private const int DaysOfTrial = 14;

    /// <summary>Longer than it takes from one cluster's end to the next one's reminders.</summary>
    private static readonly TimeSpan StartingUp = TimeSpan.FromSeconds(40);

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trial_ends_and_is_bought_and_a_month_from_the_31st_renews_once_at_the_boundary_over_an_outage()
    {
        var start = NextThirtyFirst(TimeProvider.System.GetUtcNow());
        await using var cluster = new BillingCluster { Silos = 1, Ahead = start - TimeProvider.System.GetUtcNow() };
        await cluster.InitializeAsync();
        var trial = await Payer.OpenAsync(cluster, "trial");
        await trial.GrantAsync(50);
        await trial.SpendAsync(4);
        var offline = await Payer.OpenAsync(cluster, "offline", anchor: start);
        await offline.SpendAsync(1);
        var monthly = await Payer.OpenAsync(cluster, "monthly");
        await monthly.SubscribeAsync("pro", 2);
        await monthly.BuyPackAsync(comesBack: true);
        await monthly.SpendAsync(7);
        var silent = await Payer.OpenAsync(cluster, "silent", anchor: start);
        await silent.SpendAsync(1);
        await cluster.UntilToldAsync(cancellation);
        var first = await monthly.CreditsAsync();
        Assert.Equal((493, 7, 31), (first.Remaining.Count, first.Used.Count, first.Cycle.Start.Day));
        var firstOffline = await offline.CreditsAsync();
        Assert.Equal((99, 1, start), (firstOffline.Remaining.Count, firstOffline.Used.Count, firstOffline.Cycle.Start));

        await cluster.RestartAsync(start.AddDays(1).AddHours(1));
        await IsOnDayTwoAsync(trial);

        await cluster.RestartAsync(start.AddDays(DaysOfTrial).AddHours(1));
        await IsOverAsync(trial);
        await trial.SubscribeAsync("lite", 2);
        await IsBoughtAsync(trial);

        await cluster.RestartAsync(await RingAfterAsync(cluster, silent, first.Cycle.End!.Value.AddMinutes(10)) - StartingUp);
        await IsWokenAsync(cluster, silent, firstOffline.Cycle.End!.Value);
        await HasRenewedOnceAsync(monthly, first);
        await cluster.UntilToldAsync(cancellation);
        Assert.Contains(cluster.Stripe.Events, happened => happened.Type == "invoice.paid" && happened.Created > first.Cycle.End);
        await HasRenewedOnceAsync(monthly, first);
        await HasRenewedOnceAsync(offline, firstOffline);
        foreach (var team in new[] { trial, monthly, offline, silent })
        {
            await team.AuditIsCleanAsync();
        }
    }

    /// <summary>When the team's reminder rings first after an instant, if nobody sets it anew: every two minutes.</summary>
    private static async Task<DateTimeOffset> RingAfterAsync(BillingCluster cluster, Payer team, DateTimeOffset instant)
    {
        var reminder = $"FROM orleans.reminder WHERE grainid LIKE '%/{team.Team}' AND remindername = 'cycle-end'";
        Assert.Equal("120000", await cluster.AskSqlAsync($"SELECT period {reminder}"));
        var due = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(
            await cluster.AskSqlAsync($"SELECT (extract(epoch FROM starttime) * 1000)::bigint {reminder}"), CultureInfo.InvariantCulture));
        return due + (TimeSpan.FromMinutes(2) * Math.Ceiling((instant - due) / TimeSpan.FromMinutes(2)));
    }

    /// <summary>Nobody asks for anything of the team: its reminder alone writes the reset, at its next ring.</summary>
    private async Task IsWokenAsync(BillingCluster cluster, Payer team, DateTimeOffset boundary)
    {
        var reset = $"FROM purser.ledger WHERE team_id = '{team.Team}' AND kind = 2 AND cycle_start >= '{boundary:O}'";
        await Eventually.TrueAsync(
            "the reset is written by the reminder", async () => await cluster.AskSqlAsync($"SELECT count(*) {reset}") == "1", cancellation);
        Assert.Equal("1", await cluster.AskSqlAsync($"SELECT detail::json->>'cause' {reset}"));
    }

    /// <summary>Noon of the next 31st whose next month has no such day.</summary>
    private static DateTimeOffset NextThirtyFirst(DateTimeOffset now)
    {
        var noon = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(12);
        while (noon.Day != 31 || noon.AddMonths(1).Day == 31)
        {
            noon = noon.AddDays(1);
        }

        return noon;
    }

    private static async Task IsOnDayTwoAsync(Payer trial)
    {
        var credits = await trial.CreditsAsync();
        Assert.Equal(TeamStatus.Trialing, credits.Status);
        Assert.Equal((2, DaysOfTrial), (credits.Trial!.Day, credits.Trial.Of));
        Assert.Equal((10, 0, 50), (credits.Remaining.Count, credits.Used.Count, credits.Extra.Count));
    }

    private static async Task IsOverAsync(Payer trial)
    {
        var credits = await trial.CreditsAsync();
        Assert.Equal((TeamStatus.TrialEnded, 50, null), (credits.Status, credits.Extra.Count, credits.ResetsAt));
        Assert.Equal(RefusalReason.TrialEnded, await trial.RefusedAsync());
        Assert.Single(await trial.EntriesAsync("spending_ended"));
    }

    private static async Task IsBoughtAsync(Payer trial)
    {
        var credits = await trial.CreditsAsync();
        Assert.Equal((TeamStatus.Active, "lite", 2), (credits.Status, credits.Plan, credits.Seats));
        Assert.Equal((200, 50), (credits.Remaining.Count, credits.Extra.Count));
        await trial.SpendAsync(1);
    }

    /// <summary>By the team's own count, and however Stripe confirms it: one reset, at the very end of the cycle before.</summary>
    private static async Task HasRenewedOnceAsync(Payer team, TeamCredits before)
    {
        var boundary = before.Cycle.End!.Value;
        // Two or three days early, in February: the last day that the month has.
        Assert.Equal((before.Cycle.Start.AddMonths(1).Date, 1), (boundary.Date, boundary.AddDays(1).Day));
        foreach (var credits in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => team.CreditsAsync())))
        {
            Assert.Equal((TeamStatus.Active, before.Extra), (credits.Status, credits.Extra));
            Assert.Equal((before.Total, before.Total, Credits.Zero), (credits.Total, credits.Remaining, credits.Used));
            Assert.Equal((boundary, 31), (credits.Cycle.Start, credits.ResetsAt!.Value.Day));
        }

        var reset = Assert.Single(await team.EntriesAsync("cycle_started"), entry => entry.Instant("start") > before.Cycle.Start);
        Assert.Equal((boundary, before.Total.Count), (reset.Instant("start"), reset.Number("allowance")));
    }
}
