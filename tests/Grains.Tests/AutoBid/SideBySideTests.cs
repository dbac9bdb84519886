using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Jobs;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>Many runs and many members at once, while people spend, answers get lost and workers die.</summary>
public sealed class SideBySideTests(LedgerServer server) : IAsyncLifetime
{
    private const int Members = 4;
    private const int Workers = 3;
    private const int JobsOfTheFeed = 120;
    private const int MostRepeats = 1000;

    private readonly Lock counting = new();
    private readonly Dictionary<JobOfMember, int> submissions = [];
    private BidStage stage = null!;

    public static TheoryData<int> Seeds => Cases.Seeds(many: 3, few: 1);

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server, seats: 60);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_job_is_submitted_at_most_once_caps_hold_and_the_ledger_agrees_to_the_credit(int seed)
    {
        var members = Enumerable.Range(0, Members).Select(number => $"member-{number}").ToArray();
        for (var number = 0; number < Members; number++)
        {
            await stage.EnableAsync(
                new AutoBidSettings(Enabled: true, "", Threshold: 50, DailyCap: 20 + (number * 15), number % 2 == 0 ? null : 90), members[number]);
        }

        var people = PeopleAsync();
        await Task.WhenAll(members.SelectMany(member => Enumerable.Range(0, Workers).Select(worker =>
            Task.Run(() => WorkAsync(member, $"worker-{worker}", new Random((seed * 1000) + (worker * 100) + member[^1]))))));
        await people;

        Assert.NotEmpty(submissions);
        Assert.All(submissions.Values, times => Assert.Equal(1, times));
        foreach (var (member, number) in members.Select((member, number) => (member, number)))
        {
            var day = await stage.TodayAsync(member);
            var arrived = submissions.Keys.Count(submission => submission.Member == MemberId.Parse(member));
            Assert.True(arrived <= 20 + (number * 15), $"{arrived} proposals of {member} arrived.");
            Assert.True(day.Submitted <= arrived, $"{day.Submitted} of {arrived} proposals are said to be submitted.");
            Assert.True(number % 2 == 0 || day.Credits <= 90, $"{member} spent {day.Credits}.");
            Assert.Equal(day.Scanned, day.Submitted + day.Skipped + day.Failed + await StillMatchedAsync(member));
            Assert.Equal(day.Credits, await stage.NetAsync(member));
        }

        await stage.AssertAuditAsync();
    }

    /// <summary>A worker that now and then loses an answer, fails, or dies and comes back.</summary>
    private async Task WorkAsync(string member, string worker, Random random)
    {
        var bid = stage.AutoBid(member);
        for (var life = 0; ; life++)
        {
            var run = await InsistAsync(() => bid.StartAsync($"{worker}-run-{life}", worker));
            if (await LiveAsync(bid, run, member, random, mayDie: life < 2))
            {
                await InsistAsync(() => bid.Finish(run));
                return;
            }
        }
    }

    /// <returns>False: it died.</returns>
    private async Task<bool> LiveAsync(IAutoBidGrain bid, string run, string member, Random random, bool mayDie)
    {
        var waiting = new Queue<JobPost>(BidStage.Jobs(JobsOfTheFeed));
        while (waiting.Count > 0)
        {
            var batch = waiting.Take(8).ToArray();
            var begun = await TwiceAtTimesAsync(() => bid.Begin(run, batch), random);
            if (mayDie && random.Next(20) == 0)
            {
                return false;
            }

            foreach (var grant in begun.Grants.TakeWhile(grant => grant.Verdict != JobVerdict.Wait))
            {
                waiting.Dequeue();
                if (!await GoOnAsync(bid, run, member, grant, random, mayDie))
                {
                    return false;
                }
            }

            if (begun.Stop is not null)
            {
                return true;
            }

            await Task.Yield();
        }

        return true;
    }

    /// <returns>False: the worker died at it.</returns>
    private async Task<bool> GoOnAsync(IAutoBidGrain bid, string run, string member, JobGrant grant, Random random, bool mayDie)
    {
        if (grant.Verdict == JobVerdict.Match)
        {
            JobReport found = random.Next(10) == 0
                ? new JobReport.Failed(grant.JobId, "No model.")
                : new JobReport.Scored(grant.JobId, int.Parse(grant.JobId.Value[4..]) * 37 % 101);
            grant = (await TwiceAtTimesAsync(() => bid.Report(run, [found]), random)).Grants[0];
        }

        if (grant.Verdict != JobVerdict.Submit)
        {
            return true;
        }

        lock (counting)
        {
            var submission = new JobOfMember(MemberId.Parse(member), grant.JobId);
            submissions[submission] = submissions.GetValueOrDefault(submission) + 1;
        }

        if (mayDie && random.Next(30) == 0)
        {
            return false;
        }

        JobReport how = random.Next(4) == 0
            ? new JobReport.Failed(grant.JobId, "The answer came too late.", MayHaveArrived: true)
            : new JobReport.Submitted(grant.JobId);
        await TwiceAtTimesAsync(() => bid.Report(run, [how]), random);
        return true;
    }

    /// <summary>Fifty people who spend beside them until there is nothing left.</summary>
    private Task PeopleAsync() => Task.WhenAll(Enumerable.Range(0, 50).Select(person => Task.Run(async () =>
    {
        for (var time = 0; time < 6; time++)
        {
            await InsistAsync(() => stage.Team.Debit($"person-{person}-{time}"));
        }
    })));

    private async Task<long> StillMatchedAsync(string member) => (long)(await stage.Cluster.ScalarAsync(
        $"SELECT count(*) FROM purser.auto_bid_job WHERE member_id = '{member}' AND state = 2"))!;

    private static async Task<T> TwiceAtTimesAsync<T>(Func<Task<T>> call, Random random)
    {
        if (random.Next(8) == 0)
        {
            await InsistAsync(call);
        }

        return await InsistAsync(call);
    }

    /// <summary>Repeats a call that has no answer; after so many, what it says is the test's failure.</summary>
    private static async Task<T> InsistAsync<T>(Func<Task<T>> call)
    {
        for (var left = MostRepeats; ; left--)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (left > 0 && (failure is LedgerUnavailableException or TeamBusyException))
            {
                await Task.Yield();
            }
        }
    }

    private readonly record struct JobOfMember(MemberId Member, JobId Job);
}
