using System.Collections.Concurrent;
using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Running;
using Purser.AutoBid.Worker.Submitting;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Tests.Running;

/// <summary>A worker whose feed, matcher, submitter and cluster are the test's. A job's budget is its score.</summary>
internal sealed class Stage : IJobFeed, IJobMatcher, IProposalSubmitter, IDisposable
{
    private static readonly MemberProfile Profile = new(
        new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal), "");

    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> said = new(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = new FlyingTime();

    public int Concurrency { get; init; } = 4;

    public bool Follow { get; init; }

    public string Worker { get; init; } = "worker-1";

    public IAsyncEnumerable<FeedItem> Feed { get; set; } = Jobs();

    public Func<JobPost, CancellationToken, Task<JobMatch>> Match { get; set; } =
        (job, _) => Task.FromResult(new JobMatch((int)job.Budget!.Value, "It fits."));

    public Func<Proposal, CancellationToken, Task> Submit { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether the cluster is there at all: throws where not.</summary>
    public Func<Task> Probe { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<Proposal> Proposals { get; } = new();

    public StopTokens Tokens => new(stop.Token, abort.Token);

    /// <summary>Runs a worker to its end, for a member "m1" of each grain.</summary>
    public async Task<IReadOnlyList<MemberWorker>> RunAsync(params FakeAutoBid[] grains)
    {
        using var shared = new SharedTools(this, this, Concurrency, () => Probe(), Time);
        MemberWorker[] members = [.. grains.Select((grain, index) =>
            new MemberWorker(new Member(TeamId.Parse("acme"), MemberId.Parse($"m{index + 1}"), Profile, grain), Worker, shared, Follow, Say))];
        foreach (var member in members)
        {
            await member.StartAsync(stop.Token);
        }

        await new TeamWorker(this, members, Say).RunAsync(Tokens).WaitAsync(TimeSpan.FromSeconds(60));
        return members;
    }

    public void Stop() => stop.Cancel();

    public void Abort() => abort.Cancel();

    /// <summary>Until the worker has said exactly that.</summary>
    public Task SaidAsync(string text) => Signal(text).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static JobPost Job(string id, int score) =>
        new(JobId.Parse(id), $"Job {id}", "", JobPayment.Fixed, "", score, Rate: null, [], PostedAt: null);

    /// <summary>A feed of jobs with these scores, named <c>job-0</c>, <c>job-1</c> and so on.</summary>
    public static IAsyncEnumerable<FeedItem> Jobs(params IEnumerable<int> scores) =>
        scores.Select((score, index) => Item(Job($"job-{index}", score))).ToAsyncEnumerable();

    public static FeedItem Item(JobPost job) => new FeedItem.Job(job.Id.Value, job);

    public static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(index => $"job-{index}")];

    public void Dispose()
    {
        stop.Dispose();
        abort.Dispose();
    }

    IAsyncEnumerable<FeedItem> IJobFeed.ReadAsync(CancellationToken cancellation) => Feed;

    Task<JobMatch> IJobMatcher.MatchAsync(JobPost job, MemberProfile profile, CancellationToken cancellation) => Match(job, cancellation);

    async Task IProposalSubmitter.SubmitAsync(Proposal proposal, CancellationToken cancellation)
    {
        await Submit(proposal, cancellation);
        Proposals.Enqueue(proposal);
    }

    private void Say(string text) => Signal(text).TrySetResult();

    private TaskCompletionSource Signal(string text) =>
        said.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
