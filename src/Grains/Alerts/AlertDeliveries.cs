using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Purser.Ledger;

namespace Purser.Alerts;

/// <summary>
/// Posts what is in the queue. Every silo does it: it looks when it has written alerts itself, and each second for what others left.
/// </summary>
internal sealed partial class AlertDeliveries(
    AlertQueue queue, AlertSender sender, AlertBell bell, AlertMeter meter, DatabaseGuard guard, TimeProvider time, ILogger<AlertDeliveries> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How many are posted at a time; and how many are taken in one go, so that one endpoint that hangs leaves room for others.</summary>
    private const int MostAtOnce = 64;
    private const int MostTaken = 16;

    /// <summary>From how many on an endpoint gets no more meanwhile.</summary>
    private const int EnoughForOne = 8;

    private const int PrunedAtOnce = 1_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPrunings = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<Task, string> underWay = new();
    /// <summary>Endpoints whose last attempt failed: one more at a time is enough to see whether they are back.</summary>
    private readonly ConcurrentDictionary<string, bool> failing = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private long prunedAt;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(AlertDeliveries), ServiceLifecycleStage.Active, _ => StartAsync(), _ => StopAsync());

    public void Dispose() => stop.Dispose();

    private Task StartAsync()
    {
        prunedAt = time.GetTimestamp();
        running = RunAsync();
        return Task.CompletedTask;
    }

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
        await Task.WhenAll(underWay.Keys);
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await PostDueAsync();
                await PruneWhenDueAsync();
            }
            catch (Exception failure)
            {
                // Whatever it was, others' alerts are due too.
                LogAway(failure.Message);
            }

            if (!isMore)
            {
                await bell.WaitAsync(Look, time, stop.Token);
            }
        }
    }

    /// <returns>Whether there may be more that is due.</returns>
    private async Task<bool> PostDueAsync()
    {
        var room = Math.Min(MostTaken, MostAtOnce - underWay.Count);
        if (room <= 0)
        {
            await Task.WhenAny([.. underWay.Keys, Task.Delay(Look, time, stop.Token)]);
            return true;
        }

        List<string> busy = [.. underWay.Values.CountBy(static endpoint => endpoint).Where(of => of.Value >= (failing.ContainsKey(of.Key) ? 1 : EnoughForOne)).Select(static of => of.Key)];
        var taken = await queue.TakeAsync(guard.Now(), busy, room);
        foreach (var post in taken.ToPost)
        {
            var posting = PostAsync(post);
            underWay[posting] = post.EndpointId;
            _ = posting.ContinueWith(ended => underWay.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return taken.Looked == room;
    }

    private async Task PostAsync(AlertToPost post)
    {
        using var span = SiloTraces.Call("alert post");
        try
        {
            var (how, wish) = await sender.SendAsync(post.Url, AlertMessage.Of(post.Alert), post.Secrets, post.Attempt, stop.Token);
            span?.SetTag("http.response.status_code", how.Status).SetTag("http.request.resend_count", post.Attempt - 1);
            var now = guard.Now();
            if (how.Trouble is null)
            {
                failing.TryRemove(post.EndpointId, out _);
                await queue.DeliveredAsync(post, now, how);
                meter.Delivered(now - post.Alert.At);
            }
            else
            {
                failing[post.EndpointId] = true;
                var next = RetrySchedule.Next(post.Attempt, now, wish);
                await queue.FailedAsync(post, now, how, next);
                meter.Failed(isGivenUp: next is null);
                SiloTraces.Fail(span, next is null ? "given_up" : "failed");
                LogFailed(post.Alert.AlertId, post.EndpointId, post.Attempt, how.Trouble, next is null ? "given up" : "tried again later");
            }

            // Another of its team may wait for it.
            bell.Ring();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo stops: when the lease is over, another takes it.
        }
        catch (Exception failure)
        {
            LogAway(failure.Message);
        }
    }

    private async Task PruneWhenDueAsync()
    {
        if (time.GetElapsedTime(prunedAt) >= BetweenPrunings)
        {
            prunedAt = time.GetTimestamp();
            while (!stop.IsCancellationRequested && await queue.PruneAsync(guard.Now() - Kept, PrunedAtOnce) > 0)
            {
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts wait, and are looked at again: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {AlertId} did not reach endpoint {EndpointId} in attempt {Attempt} ({Trouble}) and is {Then}.")]
    private partial void LogFailed(long alertId, string endpointId, int attempt, string trouble, string then);
}
