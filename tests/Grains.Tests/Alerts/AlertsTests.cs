using System.Text.Json;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.Alerts;

/// <summary>Alerts from the debit that reaches a line to the receiver that hears of it.</summary>
public sealed class AlertsTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;
    private AlertReceiver receiver = null!;

    private IAlertEndpoints Endpoints => cluster.Client.GetGrain<IAlertEndpoints>(0);

    private IAlertLog Log => cluster.Client.GetGrain<IAlertLog>(0);

    public async ValueTask InitializeAsync()
    {
        cluster = await TeamCluster.StartAsync(server, forecasts: true);
        receiver = await AlertReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Two_hundred_debits_at_once_tell_each_threshold_once_and_in_order()
    {
        var secret = await ListenAsync();
        var team = await OpenAsync(seats: 20);
        await Task.WhenAll(Enumerable.Range(0, 220).Select(at => team.Debit($"debit-{at}")));
        await receiver.UntilTakenAsync(3);

        Assert.Equal(["alert.pool_used", "alert.pool_used", "alert.spendable_used"], receiver.Taken.Select(static message => message.Type));
        Assert.Equal([80, 100, 100], receiver.Taken.Select(static message => message.Data.GetProperty("percent").GetInt32()));
        Assert.All(receiver.Taken, message => Assert.True(message.IsSignedWith(secret) && message.Attempt == 1));
        var first = receiver.Taken[0].Data;
        Assert.Equal(
            ("acme", 40, 160, 200),
            (first.GetProperty("teamId").GetString(), Number(first, "remaining"), Number(first, "used"), Number(first, "total")));
        Assert.Equal(
            receiver.Taken.Select(static message => message.Id).Reverse(),
            (await Log.Last(TeamId.Parse("acme"), 10)).Select(static alert => $"alert_{alert.AlertId}"));
        Assert.Equal(3, receiver.All.Count);
    }

    [Fact]
    public async Task What_is_read_anew_from_the_ledger_tells_nothing_again()
    {
        await ListenAsync();
        var team = await OpenAsync();
        for (var at = 0; at < 9; at++)
        {
            await team.Debit($"debit-{at}");
        }

        await cluster.DeactivateAsync();
        await team.Debit("debit-9");
        await receiver.UntilTakenAsync(3);
        Assert.Equal([80, 100, 100], receiver.Taken.Select(static message => message.Data.GetProperty("percent").GetInt32()));
    }

    [Fact]
    public async Task A_receiver_that_was_away_for_a_day_gets_all_of_it_in_order_and_marked()
    {
        await ListenAsync();
        receiver.Answer = static _ => 503;
        var team = await OpenAsync();
        for (var at = 0; at < 10; at++)
        {
            await team.Debit($"debit-{at}");
        }

        var other = await OpenAsync("other");
        for (var at = 0; at < 8; at++)
        {
            await other.Debit($"debit-{at}");
        }

        await TeamCluster.UntilAsync(() => receiver.All.Select(static message => message.Data.GetProperty("teamId").GetString()).Distinct().Count() == 2);
        // Only the first of each team was tried: what follows waits behind it.
        Assert.All(receiver.All, static message => Assert.Equal(80, message.Data.GetProperty("percent").GetInt32()));
        await HoursPassUntilAsync(() => receiver.All.Count(static message => message.Attempt == 6) == 2);
        receiver.Answer = static _ => 200;
        await HoursPassUntilAsync(() => receiver.Taken.DistinctBy(static message => message.Id).Count() == 4);

        // Hours that pass in the middle of an attempt make it look as if whoever made it had died: a message may come twice.
        var ofAcme = receiver.Taken.DistinctBy(static message => message.Id).Where(static message => message.Data.GetProperty("teamId").GetString() == "acme").ToList();
        Assert.Equal([80, 100, 100], ofAcme.Select(static message => message.Data.GetProperty("percent").GetInt32()));
        Assert.True(ofAcme[0].Attempt > 6);
        Assert.Equal("alert.spendable_used", ofAcme[2].Type);
        Assert.Single(receiver.All.Where(static message => message.Data.GetProperty("teamId").GetString() == "other").Select(static message => message.Id).Distinct());
    }

    [Fact]
    [Trait("Runs", "thorough")]
    public async Task What_cannot_be_delivered_in_three_days_is_given_up_and_the_next_goes_on()
    {
        await ListenAsync();
        receiver.Answer = static message => message.Data.GetProperty("alert").GetString() == "pool_used" ? 500 : 200;
        var team = await OpenAsync();
        for (var at = 0; at < 10; at++)
        {
            await team.Debit($"debit-{at}");
        }

        await HoursPassUntilAsync(() => receiver.Taken.Count > 0);
        var endpoint = Assert.Single(await Endpoints.List(new AlertEndpointsQuery(null, null, 10)));
        var deliveries = (await Endpoints.Deliveries(new AlertDeliveriesQuery(endpoint.EndpointId, null, 10)))!;
        Assert.Equal(["10 500", "10 500", "1 200"], deliveries.Reverse().Select(static delivery => $"{delivery.Attempts} {delivery.Status}"));
        Assert.All(deliveries.Skip(1), static delivery => Assert.True(delivery is { DeliveredAt: null, NextAt: null, Trouble: "It answered 500." }));
    }

    [Fact]
    public async Task A_silo_that_took_one_and_died_leaves_it_to_another()
    {
        await ListenAsync();
        receiver.Answer = static _ => 503;
        var team = await OpenAsync();
        for (var at = 0; at < 8; at++)
        {
            await team.Debit($"debit-{at}");
        }

        await TeamCluster.UntilAsync(() => receiver.All.Count > 0);
        var queue = cluster.Service<AlertQueue>();
        IReadOnlyList<AlertToPost> taken = [];
        while (taken.Count == 0)
        {
            // As another silo would, which then says nothing any more. This one may be faster.
            cluster.Clock.Advance(TimeSpan.FromHours(1));
            taken = (await queue.TakeAsync(cluster.Clock.GetUtcNow(), [], 10)).ToPost;
        }

        receiver.Answer = static _ => 200;
        Assert.Empty((await queue.TakeAsync(cluster.Clock.GetUtcNow(), [], 10)).ToPost);
        Assert.Empty(receiver.Taken);
        cluster.Clock.Advance(AlertQueue.Lease);
        await receiver.UntilTakenAsync(1);
        Assert.Equal(taken[0].Attempt + 1, receiver.Taken[0].Attempt);
    }

    [Fact]
    public async Task A_team_that_will_run_dry_before_its_reset_is_told_so_once_and_one_that_will_not_is_not()
    {
        await ListenAsync();
        var hasty = await cluster.OpenAsync("hasty", seats: 20);
        var calm = await cluster.OpenAsync("calm", seats: 20);
        for (var day = 0; day < 11; day++)
        {
            await hasty.DebitMany([.. Enumerable.Range(0, 13).Select(at => TeamCalls.Request($"{day}-{at}"))]);
            await calm.DebitMany([.. Enumerable.Range(0, 2).Select(at => TeamCalls.Request($"{day}-{at}"))]);
            cluster.Clock.Advance(TimeSpan.FromDays(1));
        }

        await receiver.UntilTakenAsync(1);
        var message = receiver.Taken[0];
        Assert.Equal(("alert.running_dry", "hasty"), (message.Type, message.Data.GetProperty("teamId").GetString()));
        Assert.True(message.Data.GetProperty("dryFrom").GetDateTimeOffset() < message.Data.GetProperty("team").GetProperty("resetsAt").GetDateTimeOffset());

        // It is looked at with each further tenth, and said no more.
        await hasty.DebitMany([.. Enumerable.Range(0, 40).Select(at => TeamCalls.Request($"late-{at}"))]);
        await cluster.OpenAsync("last");
        await Log.Test(TeamId.Parse("last"));
        await TeamCluster.UntilAsync(() => receiver.Taken.Any(static taken => taken.Type == "alert.test"));
        Assert.Equal(["alert.pool_used", "alert.running_dry", "alert.test"], receiver.Taken.DistinctBy(static taken => taken.Id).Select(static taken => taken.Type).Order());
        Assert.DoesNotContain(receiver.Taken, static taken => taken.Data.GetProperty("teamId").GetString() == "calm");
    }

    [Fact]
    public async Task An_endpoint_hears_of_its_team_alone_and_of_nothing_before_it_and_after_its_end()
    {
        var early = await OpenAsync("other");
        await early.SetAlerts(new AlertTerms([new(AlertBasis.Pool, 10)], null, []));
        await early.Debit("before");
        await ListenAsync("acme");
        var team = await OpenAsync();
        await team.SetAlerts(new AlertTerms([new(AlertBasis.Pool, 10), new(AlertBasis.Pool, 20)], null, []));
        await early.SetAlerts(new AlertTerms([new(AlertBasis.Pool, 10), new(AlertBasis.Pool, 20)], null, []));
        await early.Debit("more");
        await team.Debit("one");
        await receiver.UntilTakenAsync(1);

        var endpoint = Assert.Single(await Endpoints.List(new AlertEndpointsQuery(null, null, 10)));
        Assert.True(await Endpoints.Remove(endpoint.EndpointId, cluster.Clock.GetUtcNow()));
        Assert.True(await Endpoints.Remove(endpoint.EndpointId, cluster.Clock.GetUtcNow()));
        Assert.False(await Endpoints.Remove("end_never", cluster.Clock.GetUtcNow()));
        await team.Debit("two");
        Assert.Null(await Endpoints.Deliveries(new AlertDeliveriesQuery(endpoint.EndpointId, null, 10)));
        Assert.Equal(["acme"], receiver.All.Select(static message => message.Data.GetProperty("teamId").GetString()));
        Assert.Equal(2, (await Log.Last(TeamId.Parse("acme"), 10)).Length);
    }

    [Fact]
    public async Task While_a_secret_is_exchanged_both_sign()
    {
        var before = await ListenAsync();
        var endpoint = Assert.Single(await Endpoints.List(new AlertEndpointsQuery(null, null, 10)));
        var (lost, after) = (AlertSecret.New(), AlertSecret.New());
        await Endpoints.Rotate(endpoint.EndpointId, lost, cluster.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        await Endpoints.Rotate(endpoint.EndpointId, after, cluster.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        Assert.Null((await Endpoints.Test(endpoint.EndpointId))!.Trouble);
        Assert.True(receiver.All[0].IsSignedWith(before));
        await OpenAsync();
        await Log.Test(TeamId.Parse("acme"));
        await receiver.UntilTakenAsync(2);
        cluster.Clock.Advance(TimeSpan.FromHours(2));
        await Log.Test(TeamId.Parse("acme"));
        await receiver.UntilTakenAsync(3);

        Assert.Equal([(true, true), (true, true), (false, true)], receiver.Taken.Select(message => (message.IsSignedWith(before), message.IsSignedWith(after.Text))));
        Assert.Equal("alert.test", receiver.Taken[0].Type);
        Assert.Null(await Endpoints.Rotate("end_never", after, cluster.Clock.GetUtcNow(), TimeSpan.Zero));
    }

    [Fact]
    public async Task A_test_call_says_how_it_ended()
    {
        await ListenAsync();
        var endpoint = Assert.Single(await Endpoints.List(new AlertEndpointsQuery(null, null, 10)));
        Assert.Equal(new AlertPosted(200, Trouble: null), await Endpoints.Test(endpoint.EndpointId));
        receiver.Answer = static _ => 404;
        Assert.Equal(new AlertPosted(404, "It answered 404."), await Endpoints.Test(endpoint.EndpointId));
        Assert.Equal(2, receiver.All.Select(static message => message.Id).Distinct().Count());
        Assert.Null(await Endpoints.Test("end_never"));
    }

    [Fact]
    public async Task Whoever_changes_where_alerts_go_is_in_the_audit_log_and_the_address_is_not()
    {
        Actor.Key("key_1").Act();
        var secret = await ListenAsync();
        var endpoint = Assert.Single(await Endpoints.List(new AlertEndpointsQuery(null, null, 10)));
        await Endpoints.Rotate(endpoint.EndpointId, AlertSecret.New(), cluster.Clock.GetUtcNow(), TimeSpan.Zero);
        await Endpoints.Remove(endpoint.EndpointId, cluster.Clock.GetUtcNow());

        var log = await cluster.Client.GetGrain<IAuditLog>(0).Read(new AuditLogQuery(null, null, null, null, null, null, 10));
        Assert.Equal(
            [AuditChange.AlertEndpointRemoved, AuditChange.AlertEndpointRotated, AuditChange.AlertEndpointAdded], log.Select(static entry => entry.Change));
        Assert.All(log, entry => Assert.Equal(("key:key_1", endpoint.EndpointId), (entry.Actor, entry.Subject)));
        Assert.DoesNotContain(log, entry => $"{entry}".Contains(secret, StringComparison.Ordinal) || $"{entry}".Contains("/alerts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_alerts_are_let_go_of()
    {
        var team = await OpenAsync();
        for (var at = 0; at < 8; at++)
        {
            await team.Debit($"debit-{at}");
        }

        var queue = cluster.Service<AlertQueue>();
        Assert.Equal(0, await queue.PruneAsync(cluster.Clock.GetUtcNow().AddDays(-90), 10));
        Assert.Single(await Log.Last(TeamId.Parse("acme"), 10));
        Assert.Equal(1, await queue.PruneAsync(cluster.Clock.GetUtcNow().AddDays(1), 10));
        Assert.Empty(await Log.Last(TeamId.Parse("acme"), 10));
    }

    /// <remarks>What is due is posted in real time, so hours pass one after the other until all of it was.</remarks>
    private async Task HoursPassUntilAsync(Func<bool> holds)
    {
        for (var hours = 0; !holds(); hours++)
        {
            Assert.True(hours < 3_000, "It did not come true.");
            cluster.Clock.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static int Number(JsonElement data, string name) => data.GetProperty("team").GetProperty(name).GetInt32();

    /// <summary>A team of ten credits a seat that wants to be told of its thresholds.</summary>
    private async Task<ITeamGrain> OpenAsync(string teamId = "acme", int seats = 1)
    {
        var team = await cluster.OpenAsync(teamId, seats);
        await team.SetAlerts(AlertTerms.Default with { Muted = [AlertKind.Reset, AlertKind.RunningDry] });
        return team;
    }

    /// <returns>The secret that it hears by.</returns>
    private async Task<string> ListenAsync(string? teamId = null)
    {
        var secret = AlertSecret.New();
        Assert.Null(await Endpoints.Add(
            new AlertEndpoint(AlertSecret.NewEndpointId(), teamId is null ? null : TeamId.Parse(teamId), "Receiver", receiver.Url, cluster.Clock.GetUtcNow()), secret));
        return secret.Text;
    }
}
