using System.Diagnostics.Metrics;
using System.Text.Json;
using Purser.AutoBid.Decisions;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>What a silo counts of Auto Bid's steps.</summary>
internal sealed class StepMeter(IMeterFactory meters)
{
    private readonly Counter<long> counter =
        meters.Create("Purser").CreateCounter<long>("purser.auto_bid.steps", "{step}", "Steps of jobs whose credit was asked for.");

    /// <summary>The team answered.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="outcomes">One each.</param>
    public void Count(IReadOnlyList<Step> steps, IReadOnlyList<DebitOutcome> outcomes)
    {
        foreach (var (step, outcome) in steps.Zip(outcomes))
        {
            counter.Add(1, new("action", Word($"{step.Row.LastStep}")), new("outcome", outcome is DebitOutcome.Debited ? "granted" : "refused"));
        }
    }

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
