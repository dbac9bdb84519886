namespace Purser.Local;

/// <summary>
/// The demo team's past: a cycle of before and 24 days of the present one. Ada, Mateo, Lin, Jonas and Priya work on weekdays and a
/// little at weekends. Lin runs the Job Assistant on every job that she opens, Mateo generates letters again and again, Jonas has a
/// budget and uses it up, and in the third week Priya's Auto Bid gets out of hand. By now the pool is empty and extra is in use.
/// </summary>
/// <remarks>
/// Chance is seeded by the day, so that it can be told twice. How many weekdays there were depends on the calendar; the Auto Bid
/// of the third week takes the rest, so that what is left at the end does not.
/// </remarks>
internal sealed class DemoMonth
{
    /// <summary>The plan, bought for every one of <see cref="DemoPerson.All"/>.</summary>
    public const string Plan = "pro";

    /// <summary>The cycle's allowance: five seats of the catalog's 250.</summary>
    public const int Pool = 1250;

    /// <summary>Extra credits that the team had already.</summary>
    public const int Gift = 100;

    /// <summary>How many of them the present cycle has taken.</summary>
    public const int FromGift = 36;

    private const int DaysBefore = 31;
    private const int DaysOfCycle = 24;
    private const int ThirdWeek = 14;
    private const int MatchesForABid = 5;

    private static readonly TimeSpan StartOfWork = TimeSpan.FromHours(7);
    private static readonly TimeSpan CycleStartsAt = TimeSpan.FromHours(9);

    private readonly DateTimeOffset now;
    private int lastJob = 21_000;

    /// <param name="now">What comes after it is not told.</param>
    public DemoMonth(DateTimeOffset now)
    {
        this.now = now;
        Anchor = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-DaysOfCycle) + CycleStartsAt;
        var people = WithinBudget(Enumerable.Range(-DaysBefore, DaysBefore + DaysOfCycle + 1).SelectMany(Day).Where(debit => debit.At <= now)).ToList();
        var rest = Pool + FromGift - people.Count(debit => debit.At >= Anchor);
        Debits = [.. people.Concat(OutOfHand(rest)).OrderBy(debit => debit.At).Select((debit, at) => debit with { Key = $"past-{at + 1:0000}" })];
    }

    /// <summary>When the present cycle began; months are counted from it.</summary>
    public DateTimeOffset Anchor { get; }

    /// <summary>In the order of their time, the last one before now.</summary>
    public IReadOnlyList<DemoPastDebit> Debits { get; }

    /// <summary>The steps of a person on a job follow each other within minutes.</summary>
    private IEnumerable<DemoPastDebit> Day(int day)
    {
        var date = new DateTimeOffset(Anchor.Date, TimeSpan.Zero).AddDays(day);
        var chance = new Random(day);
        foreach (var person in DemoPerson.All)
        {
            foreach (var steps in person.JobsOf(date.DayOfWeek, chance))
            {
                var at = date + StartOfWork + TimeSpan.FromSeconds(chance.Next(10 * 3600));
                var job = NextJob();
                foreach (var (action, again) in steps)
                {
                    yield return new DemoPastDebit(at, person.Id, action, action == "test_template" ? null : job, again);
                    at += TimeSpan.FromSeconds(chance.Next(40, 240));
                }
            }
        }
    }

    private IEnumerable<DemoPastDebit> WithinBudget(IEnumerable<DemoPastDebit> debits)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var budgets = DemoPerson.All.ToDictionary(person => person.Id, person => person.Budget, StringComparer.Ordinal);
        foreach (var debit in debits.OrderBy(debit => debit.At))
        {
            if (debit.At >= Anchor)
            {
                var before = used.GetValueOrDefault(debit.MemberId);
                if (before == budgets[debit.MemberId])
                {
                    continue;
                }

                used[debit.MemberId] = before + 1;
            }

            yield return debit;
        }
    }

    /// <summary>Auto Bid matches day and night for a week, and bids on every fifth job.</summary>
    private IEnumerable<DemoPastDebit> OutOfHand(int credits)
    {
        var between = TimeSpan.FromDays(7) / Math.Max(1, credits);
        var job = "";
        for (var n = 0; n < credits; n++)
        {
            var isBid = n % (MatchesForABid + 1) == MatchesForABid;
            job = isBid ? job : NextJob();
            yield return new DemoPastDebit(
                Anchor.AddDays(ThirdWeek) + (n * between), DemoAutoBid.MemberId, isBid ? "auto_bid" : "job_matching", job, Regeneration: false);
        }
    }

    private string NextJob() => $"{++lastJob}";
}

/// <summary>A line of the demo team's past, as <c>POST …/history</c> takes it.</summary>
internal sealed record DemoPastDebit(DateTimeOffset At, string MemberId, string Action, string? JobId, bool Regeneration, string Key = "");
