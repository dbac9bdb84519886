using Purser.Gateway.Portal.Pages;
using Purser.Gateway.Portal.Texts;
using Purser.History;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Gateway.Portal.Where;

/// <summary>Where the credits of a cycle went: day by day, by action and by member.</summary>
internal static class WhereSection
{
    /// <summary>How far back one can look.</summary>
    private const int Cycles = 13;

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var address = visit.Address;
        var team = visit.TeamId;
        var asked = new SpendingOfCycle(address.Cycle, address.Member);
        var askingCycles = visit.Cluster.AskAsync(grains => grains.History(team).GetCycles(new CyclesQuery(Limit: Cycles)));
        var askingTeam = visit.TeamAsync();
        var spending = await visit.Cluster.AskAsync(grains => grains.History(team).GetSpending(asked))
            ?? (await visit.Cluster.AskAsync(grains => grains.History(team).GetSpending(asked with { Cycle = null })))!;
        var cycles = (await askingCycles)!.Items;
        var statement = await askingTeam;
        var cycle = Array.Find(cycles, one => one.Start == address.Cycle) ?? cycles[0];
        var isPresent = cycle == cycles[0];
        var forecast = isPresent && address.Member is null && cycle.End is not null
            ? await visit.ForecastAsync()
            : null;
        return new SectionContent(typeof(WhereView), new WhereModel(
            address, cycles, cycle, isPresent, spending, statement.Members, DaysChart.Of(visit, cycle, spending, forecast)));
    }
}

/// <summary>Where the credits of a cycle went.</summary>
/// <param name="Address">What is looked at.</param>
/// <param name="Cycles">The cycles to choose from, newest first.</param>
/// <param name="Cycle">The one that is shown.</param>
/// <param name="IsPresent">Whether it is the present one.</param>
/// <param name="Spending">What was spent in it.</param>
/// <param name="Members">Everyone who is or was a member.</param>
/// <param name="Chart">The picture of its days.</param>
public sealed record WhereModel(
    PageAddress Address, CycleTotals[] Cycles, CycleTotals Cycle, bool IsPresent, CycleSpending Spending, MemberStanding[] Members, DaysChart Chart)
{
    /// <summary>What was spent, by action, the most first.</summary>
    public IEnumerable<(AiAction Action, long Credits)> Actions => Spending.Days.GroupBy(static day => day.Action)
        .Select(static group => (group.Key, group.Sum(static day => day.Credits.Count))).OrderByDescending(static one => one.Item2);

    /// <summary>What the days come to.</summary>
    public long Total => Spending.Days.Sum(static day => day.Credits.Count);

    /// <summary>What all members come to.</summary>
    public long TeamTotal => Spending.Members.Sum(static member => member.Credits.Count);

    /// <summary>What a member is called; null where they were forgotten.</summary>
    public string? NameOf(MemberId member) => Array.Find(Members, one => one.MemberId == member)?.Name;
}

/// <summary>A cycle's days as a picture: rectangles, computed here, so that it is there with the first paint and can be printed and tested.</summary>
/// <param name="Days">The cycle's days, in order, also those to come.</param>
/// <param name="Scale">What its height stands for.</param>
/// <param name="Pace">What the allowance comes to a day; null where there is no end to spread it to.</param>
public sealed record DaysChart(ChartDay[] Days, ChartScale Scale, double? Pace)
{
    /// <summary>More cannot be told apart, and a cycle is a month.</summary>
    private const int MostDays = 62;

    internal static DaysChart Of(Visit visit, CycleTotals cycle, CycleSpending spending, TeamForecast? forecast)
    {
        var first = PageTexts.DayIn(cycle.Start, visit.Zone);
        var end = cycle.End ?? visit.Now;
        var last = PageTexts.DayIn(end.AddTicks(-1), visit.Zone);
        if (last < first)
        {
            // Where a trial has ended, what comes after it has no days.
            last = first;
        }

        if (spending.Days is [.., { Day: var latest }] && latest > last)
        {
            last = latest;
        }

        var today = PageTexts.DayIn(visit.Now, visit.Zone);
        if (last.DayNumber - first.DayNumber >= MostDays)
        {
            first = last.AddDays(1 - MostDays);
        }

        var spent = spending.Days.ToLookup(static day => day.Day);
        var left = (double)(forecast?.Spendable.Count ?? 0);
        var days = Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber)
            .Select(day => new ChartDay(day, [.. spent[day]], day == today, day > today ? Take(Expected(forecast, day)) : null)).ToArray();
        var pace = cycle.End is { } until && (until - cycle.Start).TotalDays >= 2 ? cycle.Total.Count / (until - cycle.Start).TotalDays : (double?)null;
        // Far above what was used, the allowance's line would press the days flat: then it is only said.
        var used = Math.Max(1, days.Max(static day => Math.Max(day.Total, day.Expected ?? 0)));
        var highest = pace > used && pace <= 2 * used ? pace.Value : used;
        return new DaysChart(days, ChartScale.For(highest), pace);

        // What is not there cannot be used.
        double? Take(double? expected)
        {
            var taken = Math.Min(left, expected ?? 0);
            left -= taken;
            return taken >= 0.5 ? taken : null;
        }
    }

    private static double? Expected(TeamForecast? forecast, DateOnly day) =>
        forecast?.Basis is { } basis ? basis.PerWeekday[((int)day.DayOfWeek + 6) % 7] : null;
}

/// <summary>A day of the picture.</summary>
/// <param name="Day">Which.</param>
/// <param name="Spent">What each action took.</param>
/// <param name="IsToday">Whether it is not over yet.</param>
/// <param name="Expected">What is forecast for a day to come; null where nothing is.</param>
public sealed record ChartDay(DateOnly Day, DaySpending[] Spent, bool IsToday, double? Expected)
{
    public long Total => Spent.Sum(static part => part.Credits.Count);
}
