using System.Diagnostics;
using System.Globalization;
using Purser.AutoBid;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Targets;
using Purser.Jobs;
using Purser.Teams;

namespace Purser.Benchmarks.AutoBid;

/// <summary>
/// How many jobs a second one worker is granted, match and submission, each durable: in batches, as the worker asks, and beside
/// that one job a call, with as many jobs under way.
/// </summary>
internal sealed class GrantLoad(PurserCluster purser, GrantSize size)
{
    private const int Teams = 10;
    private const int Members = 100;
    private const int JobsUnderWay = 64;

    private static readonly AutoBidSettings Settings =
        new(Enabled: true, Query: "", Threshold: 50, DailyCap: AutoBidLimits.DailyCap, DailyCredits: null);

    private int runs;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        List<double> batched = [], single = [];
        await RunAsync(JobsUnderWay, size.WarmUp, cancellation);
        await RunAsync(1, size.WarmUp, cancellation);
        for (var round = 0; round < size.Rounds; round++)
        {
            batched.Add(await RunAsync(JobsUnderWay, size.Window, cancellation));
            single.Add(await RunAsync(1, size.Window, cancellation));
        }

        var (fast, slow) = (Median(batched), Median(single));
        return
        [
            Figure("granting, in batches", fast, $"{Members} members of {Teams} teams, {JobsUnderWay} jobs a call ({Range(batched)})"),
            Figure("granting, a call per step", slow, $"the same members, {JobsUnderWay} calls of one job each under way ({Range(single)}); {fast / slow:0.0} × slower"),
        ];
    }

    private async Task OpenAsync(CancellationToken cancellation) =>
        await Parallel.ForAsync(0, Teams, cancellation, async (team, _) =>
        {
            await Team(team).Open(new OpenTeam("Bidders", "UTC", new TeamOwner(MemberId.Parse("m0"), "Mo"), new SubscriptionTerms("lite", Limits.Seats, Anchor: null)));
            for (var member = 0; member < Members / Teams; member++)
            {
                await Team(team).PutMember(new MemberTerms(MemberId.Parse($"m{member}"), "Mo", member == 0 ? MemberRole.Owner : MemberRole.Member, BudgetRule.None));
                await Bid(team, member).SetSettings(Settings);
            }
        });

    /// <returns>Jobs submitted a second.</returns>
    private async Task<double> RunAsync(int batch, TimeSpan window, CancellationToken cancellation)
    {
        var run = $"run-{++runs}";
        var bids = Enumerable.Range(0, Members).Select(number => Bid(number / (Members / Teams), number % (Members / Teams))).ToArray();
        await Task.WhenAll(bids.Select(bid => bid.Start(new RunRequest(run, "worker"))));
        var started = Stopwatch.GetTimestamp();
        var submitted = await Task.WhenAll(bids.SelectMany(bid => Enumerable.Range(0, JobsUnderWay / batch).Select(lane =>
            Task.Run(() => WorkAsync(bid, run, $"{run}-{lane}", batch, started, window), cancellation))));
        return submitted.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<int> WorkAsync(IAutoBidGrain bid, string run, string name, int batch, long started, TimeSpan window)
    {
        var done = 0;
        while (Stopwatch.GetElapsedTime(started) < window)
        {
            var jobs = Enumerable.Range(done, batch).Select(number => Job($"{name}-{number}")).ToArray();
            Check(await bid.Begin(run, jobs), JobVerdict.Match);
            Check(await bid.Report(run, Array.ConvertAll(jobs, JobReport (job) => new JobReport.Scored(job.Id, 80))), JobVerdict.Submit);
            Check(await bid.Report(run, Array.ConvertAll(jobs, JobReport (job) => new JobReport.Submitted(job.Id))), JobVerdict.Done);
            done += batch;
        }

        return done;
    }

    private static void Check(JobGrants granted, JobVerdict expected)
    {
        foreach (var other in granted.Grants.Where(grant => grant.Verdict != expected))
        {
            throw new InvalidOperationException($"Job {other.JobId} was to be {expected} and is {other.Verdict}: {granted.Stop}.");
        }
    }

    private static JobPost Job(string id) => new(
        JobId.Parse($"job-{id}"), "Dashboard for a fleet of delivery bicycles", "", JobPayment.Fixed, "Expert", 1500, Rate: null,
        ["React", "TypeScript", "PostgreSQL"], PostedAt: null);

    private static Figure Figure(string name, double perSecond, FormattableString text) => new(
        name, perSecond, string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0} jobs/s, match and submission durable: {text.ToString(CultureInfo.InvariantCulture)}"));

    private static string Range(List<double> rounds) => string.Create(CultureInfo.InvariantCulture, $"{rounds.Min():N0}–{rounds.Max():N0}");

    private static double Median(List<double> rounds) => rounds.Order().ElementAt(rounds.Count / 2);

    private ITeamGrain Team(int team) => purser.Grains.GetGrain<ITeamGrain>($"bidders-{team}");

    private IAutoBidGrain Bid(int team, int member) => purser.Grains.GetGrain<IAutoBidGrain>(new AutoBidKey(TeamId.Parse($"bidders-{team}"), MemberId.Parse($"m{member}")));
}

/// <summary>How long granting is measured, after the runtime has compiled what is hot, which takes it some 20 s under load.</summary>
internal sealed record GrantSize(TimeSpan WarmUp, TimeSpan Window, int Rounds)
{
    public static GrantSize Full { get; } = new(TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(5), 3);

    public static GrantSize Small { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1);
}
