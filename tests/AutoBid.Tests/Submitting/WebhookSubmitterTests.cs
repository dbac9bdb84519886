using System.Text;
using System.Text.Json;
using Purser.AutoBid.Worker.Submitting;
using Purser.Jobs;
using static Purser.AutoBid.Worker.Tests.LocalServer;

namespace Purser.AutoBid.Worker.Tests.Submitting;

public sealed class WebhookSubmitterTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly WatchedClock clock = new();

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task A_proposal_is_posted_with_its_key(int status)
    {
        await using var server = await StartAsync(Says("", status));

        await SubmitAsync(server.Url);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("auto-bid/acme/anna/job-1", request.Headers["Idempotency-Key"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(["teamId", "memberId", "job", "score", "because"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("acme", body.RootElement.GetProperty("teamId").GetString());
        Assert.Equal("anna", body.RootElement.GetProperty("memberId").GetString());
        Assert.Equal(80, body.RootElement.GetProperty("score").GetInt32());
        Assert.Equal("C# 1 (skill)", body.RootElement.GetProperty("because").GetString());
        Assert.True(JobPostJson.TryRead(
            Encoding.UTF8.GetBytes(body.RootElement.GetProperty("job").GetRawText()), clock.GetUtcNow(), out var job, out _));
        Assert.Equal(Samples.Proposal().Job, job);
    }

    [Theory]
    [InlineData(302, false)]
    [InlineData(400, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    public async Task Any_other_answer_is_a_failure_and_it_is_not_asked_again(int status, bool mayHaveArrived)
    {
        await using var server = await StartAsync(Says("", status, ("Location", "/elsewhere"), ("Retry-After", "0")));

        var failure = await Assert.ThrowsAsync<SubmissionFailedException>(() => SubmitAsync(server.Url));

        Assert.Equal(($"The webhook answered {status}.", mayHaveArrived), (failure.Message, failure.MayHaveArrived));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_not_asked_again()
    {
        // The second connection would be the one that is kept from the first.
        await using var server = await StartAsync(Says(""), HangUpAsync);
        using var submitter = new WebhookSubmitter(server.Url, Timeout, clock);
        await submitter.SubmitAsync(Samples.Proposal("job-1"), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<SubmissionFailedException>(() => submitter.SubmitAsync(Samples.Proposal("job-2"), CancellationToken.None));

        Assert.StartsWith("The webhook cannot be reached:", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.MayHaveArrived);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure()
    {
        Uri gone;
        await using (var server = await StartAsync(Says("")))
        {
            gone = server.Url;
        }

        var failure = await Assert.ThrowsAsync<SubmissionFailedException>(() => SubmitAsync(gone));

        Assert.StartsWith("The webhook cannot be reached:", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.MayHaveArrived);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_a_failure()
    {
        await using var server = await StartAsync(SayNothingAsync);

        var submission = SubmitAsync(server.Url);
        await server.ArrivalAsync();
        await clock.PassAsync(Timeout);

        var failure = await Assert.ThrowsAsync<SubmissionFailedException>(() => submission);
        Assert.Equal(("The webhook did not answer within 30 seconds.", true), (failure.Message, failure.MayHaveArrived));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_submission_that_is_given_up_is_no_failure()
    {
        await using var server = await StartAsync(SayNothingAsync);
        using var submitter = new WebhookSubmitter(server.Url, Timeout, clock);
        using var given = new CancellationTokenSource();

        var submission = submitter.SubmitAsync(Samples.Proposal(), given.Token);
        await server.ArrivalAsync();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => submission);
    }

    private async Task SubmitAsync(Uri url)
    {
        using var submitter = new WebhookSubmitter(url, Timeout, clock);
        await submitter.SubmitAsync(Samples.Proposal(), CancellationToken.None);
    }
}
