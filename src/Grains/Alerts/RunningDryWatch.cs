using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Purser.Accounts.Decisions;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Alerts;

/// <summary>
/// Asks for the forecast of teams whose pool has gone down by another tenth, and tells those whose credits will run dry before the reset, once in
/// a cycle. A forecast reads weeks of use, so it is made beside the debits, one after the other, in a fifth of the time. A question that
/// is lost with its silo comes again with the next tenth.
/// </summary>
internal sealed partial class RunningDryWatch(
    AlertLog alerts, AlertBell bell, IOptions<AlertOptions> options, IGrainFactory grains, TimeProvider time, ILogger<RunningDryWatch> log) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int MostWaiting = 10_000;
    private const int RestsFor = 4;

    private readonly Channel<TeamId> asked = Channel.CreateBounded<TeamId>(MostWaiting);
    private readonly ConcurrentDictionary<TeamId, bool> waiting = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(RunningDryWatch), ServiceLifecycleStage.Active, _ => StartAsync(), _ => StopAsync());

    /// <summary>Has a team looked at before long.</summary>
    public void Ask(TeamId teamId)
    {
        if (options.Value.Forecasts && waiting.TryAdd(teamId, true) && !asked.Writer.TryWrite(teamId))
        {
            waiting.TryRemove(teamId, out _);
        }
    }

    public void Dispose() => stop.Dispose();

    private Task StartAsync()
    {
        running = Task.Run(RunAsync);
        return Task.CompletedTask;
    }

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var teamId in asked.Reader.ReadAllAsync(stop.Token))
            {
                waiting.TryRemove(teamId, out _);
                var began = time.GetTimestamp();
                try
                {
                    await LookAsync(teamId);
                }
                catch (Exception failure) when (!stop.IsCancellationRequested)
                {
                    LogFailed(teamId, failure.Message);
                }

                await Task.Delay(time.GetElapsedTime(began) * RestsFor, time, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync(TeamId teamId)
    {
        if (await grains.GetGrain<ITeamInsights>(teamId.Value).GetForecast() is not { Forecast: { Resets: true, Dry.Likely: not null } forecast }
            || forecast.Spendable == Credits.Zero
            || !Causes.RunsDry(forecast)
            || await grains.GetGrain<ITeamGrain>(teamId.Value).GetCredits() is not { } credits)
        {
            return;
        }

        var facts = new AlertFacts(
            new TeamAtAlert(credits.Name, credits.Status, credits.Total, credits.Remaining, credits.Used, credits.Extra, credits.Cycle, credits.ResetsAt),
            DryFrom: forecast.Dry.Earliest ?? forecast.Dry.Likely,
            DryBy: forecast.Dry.Latest);
        var row = new AlertRow(
            teamId, Alerting.KeyIn(credits.Cycle.Start, AlertKind.RunningDry), forecast.At, AlertKind.RunningDry, EntryId: null, AlertRow.Write(facts));
        await alerts.RaiseAsync(row);
        bell.Ring();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Whether team {Team} runs dry is not known now: {Reason}")]
    private partial void LogFailed(TeamId team, string reason);
}
