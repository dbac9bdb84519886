using System.Globalization;
using Purser.Insights;

namespace Purser.Grains.Tests.Insights;

/// <summary>The forecast against what generated teams really did afterwards.</summary>
public sealed class ForecastBackTests
{
    private const int Teams = 1000;

    private static readonly List<Tried> All = [.. Enumerable.Range(0, Teams).Select(Try).OfType<Tried>()];

    [Fact]
    public void The_true_day_lies_within_the_range_for_four_teams_in_five_and_for_those_that_run_dry_too()
    {
        var dry = All.Where(team => team.RunsDry).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{All.Count} teams: {Share(All):P1} within, {All.Average(team => team.Width):N2} days wide; the {dry.Count} that ran dry: {Share(dry):P1}, {dry.Average(team => team.Width):N2} days"));

        Assert.InRange(All.Count, Teams - 20, Teams);
        // Far more than the range promises would be a range that is too wide.
        Assert.InRange(Share(All), 0.80, 0.90);
        Assert.InRange(Share(dry), 0.78, 0.90);
    }

    /// <summary>A straight line is given the band that, knowing the outcome, makes it right as often.</summary>
    [Fact]
    public void The_range_is_narrower_than_a_straight_lines_that_is_right_as_often()
    {
        var line = Enumerable.Range(1, 99).Select(percent => percent / 100.0)
            .Select(band => (Within: All.Average(team => team.IsWithinLine(band) ? 1.0 : 0), Width: All.Average(team => team.LineWidth(band)), Band: band))
            .First(line => line.Within >= Share(All));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A straight line ± {line.Band:P0}: {line.Within:P1} within, {line.Width:N2} days wide"));

        Assert.True(All.Average(team => team.Width) < 0.95 * line.Width, "It is no narrower.");
    }

    private static double Share(List<Tried> teams) => teams.Average(team => team.Earliest <= team.Truth && team.Truth <= team.Latest ? 1.0 : 0);

    private static Tried? Try(int seed)
    {
        var team = GeneratedTeam.Of(seed);
        var use = team.Known();
        if (UsePattern.Of(use) is not { } pattern)
        {
            return null;
        }

        var dry = new Outlook(pattern, use, team.ResetsAt).DryAt(team.Left);
        var truth = team.RunsDry();
        return new Tried(
            DayOf(dry.Earliest), DayOf(dry.Latest), DayOf(truth), truth is not null,
            team.Left.Count / Math.Max(0.01, team.PerDaySince(Math.Min(team.Age, 28))),
            ((truth ?? team.ResetsAt) - team.Now).TotalDays,
            (team.ResetsAt - team.Now).TotalDays);

        int DayOf(DateTimeOffset? instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant ?? team.ResetsAt, team.Zone).DateTime).DayNumber;
    }

    /// <summary>Whether a team lasts to its reset is a day like any other: the reset's.</summary>
    private sealed record Tried(int Earliest, int Latest, int Truth, bool RunsDry, double LineDays, double TrueDays, double DaysToReset)
    {
        public int Width => Latest - Earliest + 1;

        public bool IsWithinLine(double band)
        {
            var (first, last) = Line(band);
            return first <= Math.Floor(TrueDays) && Math.Floor(TrueDays) <= last;
        }

        public double LineWidth(double band)
        {
            var (first, last) = Line(band);
            return last - first + 1;
        }

        private (double First, double Last) Line(double band) => (
            Math.Floor(Math.Min(DaysToReset, LineDays) * (1 - band)), Math.Floor(Math.Min(DaysToReset, LineDays * (1 + band))));
    }
}
