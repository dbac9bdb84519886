using System.Net;

namespace Purser.Gateway.Tests;

public sealed class LifetimeTests : IAsyncDisposable
{
    private readonly GatewayHost own = new();

    [Fact]
    public async Task It_is_ready_when_the_cluster_answers()
    {
        (await own.Api.GetAsync("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await own.Api.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.OK, """{"status":"ready"}""");

        own.Teams.IsAway = true;

        (await own.Api.GetAsync("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await own.Api.GetAsync("/health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task What_is_in_flight_when_it_stops_is_answered()
    {
        await own.Api.OpenAsync("drain");
        var gate = new TaskCompletionSource();
        own.Teams["drain"].Gate = gate.Task;
        var debits = Enumerable.Range(0, 2).Select(i =>
            own.Api.PostAsync("/v1/teams/drain/debits", """{"memberId":"anna","action":"answer"}""", key: $"k{i}")).ToList();
        await Poll.UntilAsync(() => own.Teams["drain"].AtGate == 2);

        var stopped = own.StopAsync();
        Assert.False(stopped.IsCompleted);
        gate.SetResult();

        Assert.All(await Task.WhenAll(debits), answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        await stopped;
    }

    [Fact]
    public async Task Without_a_cluster_or_a_database_it_is_up_and_says_so()
    {
        await using var alone = new GatewayHost(hasCluster: false);

        (await alone.Api.GetAsync("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await alone.Api.GetAsync("/health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await alone.Api.PostAsync("/v1/teams/a/debits", """{"memberId":"anna","action":"answer"}""", key: "k"))
            .ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await alone.Api.GetAsync("/v1/teams/a/credits")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        await alone.StopAsync();
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();
}
