using System.Net;

namespace Purser.Gateway.Tests;

public sealed class LifetimeTests : IAsyncDisposable
{
    private readonly GatewayHost _own = new();

    [Fact]
    public async Task It_is_ready_when_the_cluster_answers()
    {
        (await _own.Api.Get("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await _own.Api.Get("/health/ready")).ShouldBe(HttpStatusCode.OK, """{"status":"ready"}""");

        _own.Teams.IsAway = true;

        (await _own.Api.Get("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await _own.Api.Get("/health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task What_is_in_flight_when_it_stops_is_answered()
    {
        await _own.Api.Open("drain");
        var gate = new TaskCompletionSource();
        _own.Teams["drain"].Gate = gate.Task;
        var debits = Enumerable.Range(0, 2).Select(i =>
            _own.Api.Post("/v1/teams/drain/debits", """{"memberId":"anna","action":"answer"}""", key: $"k{i}")).ToList();
        await Poll.Until(() => _own.Teams["drain"].AtGate == 2);

        var stopped = _own.Stop();
        Assert.False(stopped.IsCompleted);
        gate.SetResult();

        Assert.All(await Task.WhenAll(debits), answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        await stopped;
    }

    [Fact]
    public async Task Without_a_cluster_or_a_database_it_is_up_and_says_so()
    {
        await using var alone = new GatewayHost(hasCluster: false);

        (await alone.Api.Get("/health/live")).ShouldBe(HttpStatusCode.OK, """{"status":"live"}""");
        (await alone.Api.Get("/health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await alone.Api.Post("/v1/teams/a/debits", """{"memberId":"anna","action":"answer"}""", key: "k"))
            .ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await alone.Api.Get("/v1/teams/a/credits")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        await alone.Stop();
    }

    public ValueTask DisposeAsync() => _own.DisposeAsync();
}
