using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Purser.Tests.Hosting;

public sealed class SiloTests(SiloFixture silo, PostgresServer postgres) : IClassFixture<SiloFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/dashboard/")]
    public async Task A_running_silo_answers(string path) =>
        Assert.Equal(HttpStatusCode.OK, await GetAsync(path));

    [Fact]
    public async Task The_dashboard_shows_no_traces() =>
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/dashboard/Trace"));

    [Fact]
    public async Task The_dashboard_is_not_there_for_a_page_of_another_host() =>
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/dashboard/", host: "rebound.example"));

    [Fact]
    public async Task A_clock_that_runs_ahead_moves_the_teams_and_not_the_membership()
    {
        await using var ahead = await RunningSilo.StartAsync(
            await postgres.CreateDatabaseAsync(), "--environment", "Development", "--Purser:ClockOffset", "30.00:00:00");

        var real = TimeProvider.System.GetUtcNow();
        var teams = ahead.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var membership = ahead.Services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Membership).GetUtcNow();

        Assert.Equal(SiloStatus.Active, ahead.Services.GetRequiredService<ISiloStatusOracle>().CurrentStatus);
        Assert.Equal(30, (teams - real).TotalDays, tolerance: 0.01);
        Assert.Equal(0, (membership - real).TotalDays, tolerance: 0.01);
    }

    [Fact]
    public async Task A_silo_with_bad_options_does_not_start_and_says_one() =>
        Assert.Equal(1, await Program.Main(["--Purser:SiloPort", "0"]));

    [Fact]
    public async Task A_process_with_a_role_that_there_is_not_does_not_start() =>
        Assert.Equal(1, await Program.Main(["--Purser:Roles", "silo,clerk"]));

    private async Task<HttpStatusCode> GetAsync(string path, string? host = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Url + path));
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
