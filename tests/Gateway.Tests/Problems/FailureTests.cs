using System.Net;
using Npgsql;
using Orleans.Runtime.Messaging;
using Purser.Billing;
using Purser.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class FailureTests : IAsyncDisposable
{
    private readonly GatewayHost gateway = new(hasCluster: true);

    private static readonly Exception[] Unknown =
    [
        new LedgerUnavailableException("the database is away"),
        new TimeoutException("no answer"),
        new SiloUnavailableException("no silo"),
        new ConnectionFailedException("refused"),
        new OrleansException("anything of Orleans' own"),
        new ClusterAwayException("not connected"),
        new TaskCanceledException("the connection was lost"),
        new StripeAwayException("Stripe could not be asked."),
        new NpgsqlException("the database went away under a silo"),
    ];

    private static readonly string[] Reads =
    [
        "credits", "members", "usage", "audit", "ledger", "top-ups", "auto-top-up", "insights", "forecast",
        "auto-bid/anna", "auto-bid/anna/funnel", "auto-bid/anna/what-if",
    ];

    /// <summary>No silo is left: nobody waits for another to take over.</summary>
    public FailureTests() => gateway.Teams.LoseSilo(left: 0);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task An_unknown_outcome_is_a_503_that_says_to_retry()
    {
        foreach (var failure in Unknown)
        {
            foreach (var answer in await CallAllAsync("unavailable", failure))
            {
                answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
                Assert.Equal("1", answer.Headers["Retry-After"]);
                Assert.Equal("unavailable", answer.Json.GetProperty("reason").GetString());
            }
        }
    }

    [Fact]
    public async Task A_read_that_failed_does_not_speak_of_an_outcome()
    {
        gateway.Teams["unreadable"].Failure = new LedgerUnavailableException("the database is away");

        foreach (var read in Reads)
        {
            var answer = await gateway.Api.GetAsync($"/v1/teams/unreadable/{read}");

            answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.DoesNotContain("outcome", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_write_that_may_have_happened_says_that_its_outcome_is_unknown()
    {
        gateway.Teams["unknown-outcome"].Failure = new LedgerUnavailableException("the database is away");

        var answer = await gateway.Api.PostAsync("/v1/teams/unknown-outcome/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        Assert.Contains("the outcome is unknown", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_sent_says_that_nothing_was_done()
    {
        gateway.Teams["unsent"].Failure = new ClusterAwayException("not connected");

        var answer = await gateway.Api.PostAsync("/v1/teams/unsent/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        Assert.Contains("nothing was done", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_team_is_a_429_that_says_to_retry()
    {
        foreach (var answer in await CallAllAsync("busy", new TeamBusyException("full")))
        {
            answer.ShouldBeProblem(HttpStatusCode.TooManyRequests, "busy");
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }
    }

    [Fact]
    public async Task A_bug_is_a_500_that_does_not_show_its_insides()
    {
        foreach (var answer in await CallAllAsync("bug", new InvalidOperationException("secret")))
        {
            answer.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal-error");
            Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        }
    }

    private async Task<List<ApiAnswer>> CallAllAsync(string teamId, Exception failure)
    {
        gateway.Teams[teamId].Failure = failure;
        var answers = new List<ApiAnswer>();
        foreach (var call in BodyCalls.All)
        {
            answers.Add(await gateway.Api.SendAsync(call.Method, call.Path(teamId), Api.Json(call.Good), key: "key"));
        }

        foreach (var read in Reads)
        {
            answers.Add(await gateway.Api.GetAsync($"/v1/teams/{teamId}/{read}"));
        }

        answers.Add(await gateway.Api.DeleteAsync($"/v1/teams/{teamId}/members/ben"));
        answers.Add(await gateway.Api.DeleteAsync($"/v1/teams/{teamId}/subscription"));
        return answers;
    }
}
