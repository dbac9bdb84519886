using Purser.AutoBid;
using Purser.AutoBid.Decisions;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>
/// An activation reads the unfinished jobs from a day on that was written down. Whatever happened before, it finds as many as one that
/// reads them all.
/// </summary>
public sealed class SettledBeforeTests(LedgerServer server) : IAsyncLifetime
{
    private const int Steps = 160;

    /// <summary>From the one in which it is latest to the one in which it is earliest are 25 hours.</summary>
    private static readonly string[] TimeZones = ["Pacific/Kiritimati", "UTC", "America/New_York", "Pacific/Pago_Pago"];

    private BidStage stage = null!;
    private IAutoBidGrain bid = null!;
    private int runs;
    private int jobs;
    private int read;
    private int passedBy;
    private int refused;

    public static TheoryData<int> Seeds => Cases.Seeds(many: 3, few: 1);

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_read_from_that_day_on_is_all_that_is_unfinished(int seed)
    {
        var random = new Random(seed);
        bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 2 });
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(random);
            if (random.Next(4) == 0)
            {
                await AssertReadsAllAsync(random);
            }
        }

        Assert.True(read > 50 && passedBy > 50 && refused > 0, $"{read} unfinished jobs were read, {passedBy} were passed by, {refused} debits broke off: too few to tell anything.");
    }

    private async Task StepAsync(Random random)
    {
        var clock = stage.Cluster.Clock;
        switch (random.Next(12))
        {
            case 0:
                await stage.Team.Change(new TeamChange(TimeZone: TimeZones[random.Next(TimeZones.Length)]));
                break;
            case 1 or 2:
                clock.Advance(TimeSpan.FromHours(random.Next(1, 30)));
                break;
            case 3:
                await bid.Finish($"run-{runs}");
                break;
            case 4:
                await bid.SetSettings(BidStage.Wide with { DailyCap = random.Next(1, 4) });
                break;
            case 5:
                await bid.StartAsync($"run-{++runs}", $"worker-{random.Next(2)}");
                // Its row is written and its credit is not taken: it is owed as soon as nobody is at it any more.
                await WhileTheLedgerTakesNothingAsync(() => bid.BeginAsync($"run-{runs}", ++jobs));
                break;
            case 6 or 7:
                await bid.StartAsync($"run-{++runs}", $"worker-{random.Next(2)}");
                await bid.Begin($"run-{runs}", BidStage.Jobs(random.Next(1, 4), from: jobs + 1));
                jobs += 3;
                break;
            default:
                // One that is at hand, or one of days ago that was given back or that the cap left over.
                var met = Math.Max(1, jobs - random.Next(12));
                await bid.BeginAsync($"run-{runs}", met);
                await bid.Report($"run-{runs}", [Report(random, met)]);
                break;
        }
    }

    private static JobReport Report(Random random, int job)
    {
        var id = JobId.Parse($"job-{job}");
        return random.Next(5) switch
        {
            0 => new JobReport.Submitted(id),
            1 => new JobReport.Failed(id, "It broke."),
            _ => new JobReport.Scored(id, random.Next(30, 100), "because"),
        };
    }

    /// <summary>Two take-overs of the same rows: by the day that was written down, and by none.</summary>
    private async Task AssertReadsAllAsync(Random random)
    {
        var store = stage.Cluster.Service<AutoBidStore>();
        var (team, member) = (TeamId.Parse("acme"), MemberId.Parse("olga"));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
            stage.Cluster.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(TimeZones[random.Next(TimeZones.Length)])).DateTime);
        var (_, known) = await store.TakeOverAsync(team, member, () => today);
        passedBy += Convert.ToInt32(await stage.Cluster.ScalarAsync(
            "SELECT count(*) FROM purser.auto_bid_job JOIN purser.auto_bid_member USING (team_id, member_id) WHERE day < settled_before"));
        await stage.Cluster.ScalarAsync(
            "CREATE TABLE noted AS SELECT settled_before FROM purser.auto_bid_member; UPDATE purser.auto_bid_member SET settled_before = NULL");
        var (_, all) = await store.TakeOverAsync(team, member, () => today);
        // As it was, so that the next one is not helped by this one's.
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_member SET settled_before = (SELECT settled_before FROM noted); DROP TABLE noted");

        Assert.Equal(Rows(all), Rows(known));
        Assert.Equal((all.Today, all.Use), (known.Today, known.Use));
        read += all.Unfinished.Count;
        await stage.Cluster.DeactivateAsync();
    }

    private static List<JobRow> Rows(BidAccount account) => [.. account.Unfinished.OrderBy(row => row.Position)];

    private async Task WhileTheLedgerTakesNothingAsync(Func<Task> call)
    {
        await stage.Cluster.ScalarAsync("ALTER TABLE purser.ledger ADD CONSTRAINT nothing CHECK (false) NOT VALID");
        try
        {
            await call();
        }
        catch (LedgerUnavailableException)
        {
            refused++;
        }

        await stage.Cluster.ScalarAsync("ALTER TABLE purser.ledger DROP CONSTRAINT nothing");
    }
}
