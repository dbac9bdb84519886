using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Jobs;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>A team of ten credits a seat whose members bid.</summary>
internal sealed class BidStage(TeamCluster cluster) : IAsyncDisposable
{
    public static AutoBidSettings Wide { get; } = new(Enabled: true, Query: "", Threshold: 50, DailyCap: 1000, DailyCredits: null);

    public TeamCluster Cluster => cluster;

    public ITeamGrain Team => cluster.Team();

    public static async Task<BidStage> SetAsync(LedgerServer server, int seats = 100, Action<LedgerDatabaseOptions>? database = null)
    {
        var cluster = await TeamCluster.StartAsync(server, database: database);
        await cluster.OpenAsync(seats: seats);
        return new BidStage(cluster);
    }

    public IAutoBidGrain AutoBid(string member = "olga") => cluster.Client.GetGrain<IAutoBidGrain>(new AutoBidKey(TeamId.Parse("acme"), MemberId.Parse(member)));

    public IAutoBidInsights Insights(string member = "olga") => cluster.Client.GetGrain<IAutoBidInsights>(new AutoBidKey(TeamId.Parse("acme"), MemberId.Parse(member)));

    /// <summary>A member with Auto Bid on.</summary>
    public async Task<IAutoBidGrain> EnableAsync(AutoBidSettings? settings = null, string member = "olga")
    {
        if (member != "olga")
        {
            Assert.IsType<MemberOutcome.Done>(await Team.PutMember(new MemberTerms(MemberId.Parse(member), member, MemberRole.Member, BudgetRule.FollowsTeam)));
        }

        Assert.True(await AutoBid(member).SetSettings(settings ?? Wide));
        return AutoBid(member);
    }

    public static JobPost Job(int number, params string[] skills) => new(
        JobId.Parse($"job-{number}"), $"Job {number}", "", JobPayment.Unknown, "", Budget: null, Rate: null, skills, PostedAt: null);

    public static JobPost[] Jobs(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(number => Job(number))];

    /// <summary>What the ledger says that a member's Auto Bid has cost.</summary>
    public async Task<long> NetAsync(string member = "olga") => -(long)(await cluster.ScalarAsync(
        $"SELECT coalesce(sum(amount), 0)::bigint FROM purser.ledger WHERE member_id = '{member}' AND action IN (3, 4)"))!;

    public async Task<FunnelDay> TodayAsync(string member = "olga") => Assert.Single((await Insights(member).GetFunnel(null, null))!.Days);

    public async Task AssertAuditAsync() => Assert.True((await cluster.History().Audit())!.Ok);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}

/// <summary>Short forms of calls, so that a test's lines say what it is about.</summary>
internal static class BidCalls
{
    public static async Task<string> StartAsync(this IAutoBidGrain grain, string run = "run-1", string worker = "worker")
    {
        Assert.IsType<RunOutcome.Ready>(await grain.Start(new RunRequest(run, worker)));
        return run;
    }

    public static async Task<JobVerdict> BeginAsync(this IAutoBidGrain grain, string run, int job) =>
        (await grain.Begin(run, [BidStage.Job(job)])).Grants[0].Verdict;

    public static async Task<JobVerdict> ScoreAsync(this IAutoBidGrain grain, string run, int job, int score) =>
        (await grain.Report(run, [new JobReport.Scored(JobId.Parse($"job-{job}"), score, "because")])).Grants[0].Verdict;

    public static async Task<JobVerdict> SubmitAsync(this IAutoBidGrain grain, string run, int job) =>
        (await grain.Report(run, [new JobReport.Submitted(JobId.Parse($"job-{job}"))])).Grants[0].Verdict;

    public static async Task<JobVerdict> FailAsync(this IAutoBidGrain grain, string run, int job) =>
        (await grain.Report(run, [new JobReport.Failed(JobId.Parse($"job-{job}"), "It broke.")])).Grants[0].Verdict;

    /// <summary>One job after the other through all its steps, until the run is stopped.</summary>
    /// <returns>What stopped it; null: it went through all of them.</returns>
    public static async Task<RunStop?> GoThroughAsync(this IAutoBidGrain grain, string run, IEnumerable<JobPost> jobs, Func<JobPost, int> score)
    {
        foreach (var job in jobs)
        {
            var begun = await grain.Begin(run, [job]);
            if (begun.Stop is not null)
            {
                return begun.Stop;
            }

            if (begun.Grants[0].Verdict == JobVerdict.Match)
            {
                begun = await grain.Report(run, [new JobReport.Scored(job.Id, score(job))]);
            }

            if (begun.Grants[0].Verdict == JobVerdict.Submit)
            {
                await grain.Report(run, [new JobReport.Submitted(job.Id)]);
            }

            if (begun.Stop is not null)
            {
                return begun.Stop;
            }
        }

        return null;
    }
}
