using System.Net;
using Microsoft.Extensions.Logging;

namespace Purser.Client.Spooling;

/// <summary>Charges what is spooled as soon as Purser is back, and tells what cannot be charged.</summary>
internal sealed partial class Settling : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim added = new(0);
    private readonly Spool spool;
    private readonly DebitCalls calls;
    private readonly Retrying retrying;
    private readonly PurserClientOptions options;
    private readonly Task running;

    public Settling(Spool spool, DebitCalls calls, Retrying retrying, PurserClientOptions options)
    {
        (this.spool, this.calls, this.retrying, this.options) = (spool, calls, retrying, options);
        if (spool.Count > 0)
        {
            LogFound(options.Logger, spool.Count);
            added.Release();
        }

        running = Task.Run(RunAsync);
    }

    /// <summary>Lets an action go ahead unpaid, if there is room and its debit can be written down.</summary>
    public async Task<bool> TryGoAheadAsync(string teamId, Debit debit, CancellationToken cancellation)
    {
        try
        {
            if (!await spool.TryAddAsync(SpoolLine.Of(teamId, debit, options.Time.GetUtcNow()), cancellation).ConfigureAwait(false))
            {
                LogFull(options.Logger, teamId, debit.Key, spool.Count);
                return false;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            LogNotWritten(options.Logger, teamId, debit.Key, failure);
            return false;
        }

        LogWentAhead(options.Logger, teamId, debit.Key, spool.Count);
        added.Release();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await added.WaitAsync(stop.Token).ConfigureAwait(false);
                await SettleAllAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is settled by the next client over the folder.
        }
    }

    private async Task SettleAllAsync()
    {
        var failures = 0;
        while (await spool.ListAsync(stop.Token).ConfigureAwait(false) is { Count: > 0 } debits)
        {
            foreach (var debit in debits)
            {
                // One that fails for reasons of its own costs a pause each time, and does not hold up those behind it.
                if (await TrySettleAsync(debit).ConfigureAwait(false))
                {
                    failures = 0;
                }
                else
                {
                    await Task.Delay(Retrying.PauseAfter(failures++), options.Time, stop.Token).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<bool> TrySettleAsync(SpoolLine debit)
    {
        try
        {
            if (debit.State == SpoolState.Unpaid)
            {
                debit = await ChargeAsync(debit).ConfigureAwait(false);
            }

            if (debit.State == SpoolState.Uncharged)
            {
                await options.Spool!.OnUncharged(debit.ToUncharged(), stop.Token).ConfigureAwait(false);
                await spool.SetAsync(debit with { State = SpoolState.Settled }, stop.Token).ConfigureAwait(false);
            }

            return debit.State != SpoolState.Unpaid;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogNotSettled(options.Logger, debit.TeamId, debit.Key, failure);
            return false;
        }
    }

    /// <returns>The debit, charged, or refused for good, or as it was where that is not known yet.</returns>
    private async Task<SpoolLine> ChargeAsync(SpoolLine debit)
    {
        var charged = await TryChargeAsync(debit).ConfigureAwait(false);
        if (charged.State != SpoolState.Unpaid)
        {
            // Before it is told: what was told must not be charged by the next client.
            await spool.SetAsync(charged, stop.Token).ConfigureAwait(false);
        }

        return charged;
    }

    private async Task<SpoolLine> TryChargeAsync(SpoolLine debit)
    {
        try
        {
            var tried = await retrying.TryAsync(cancellation => calls.DebitAsync(debit.TeamId, debit.ToDebit(), cancellation), stop.Token).ConfigureAwait(false);
            switch (tried.Answer)
            {
                case DebitOutcome.Debited:
                    LogCharged(options.Logger, debit.TeamId, debit.Key);
                    return debit with { State = SpoolState.Settled };
                case DebitOutcome.Refused { Refusal: var no }:
                    return Uncharged(no.Code, no.Detail);
                default:
                    return debit;
            }
        }
        // A wrong key or address may be put right; what is wrong with the debit itself will not be.
        catch (PurserException misuse) when (misuse is { Problem: { } problem, Status: not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) })
        {
            return Uncharged(problem.Reason ?? problem.Type, problem.Detail);
        }

        SpoolLine Uncharged(string code, string detail)
        {
            LogUncharged(options.Logger, debit.TeamId, debit.Key, detail);
            return debit with { State = SpoolState.Uncharged, Code = code, Detail = detail };
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} debits of an earlier run went ahead and are not settled; they are now.")]
    private static partial void LogFound(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "Purser is away. The action of team {TeamId} under key {Key} goes ahead unpaid; {Count} are to be settled.")]
    private static partial void LogWentAhead(ILogger logger, string teamId, string key, int count);

    [LoggerMessage(3, LogLevel.Error, "Purser is away. The action of team {TeamId} under key {Key} does not go ahead: {Count} are to be settled already, or one with its key.")]
    private static partial void LogFull(ILogger logger, string teamId, string key, int count);

    [LoggerMessage(4, LogLevel.Information, "The debit of team {TeamId} under key {Key}, which went ahead unpaid, is charged.")]
    private static partial void LogCharged(ILogger logger, string teamId, string key);

    [LoggerMessage(5, LogLevel.Error, "The debit of team {TeamId} under key {Key}, which went ahead unpaid, is refused: {Detail}")]
    private static partial void LogUncharged(ILogger logger, string teamId, string key, string detail);

    [LoggerMessage(6, LogLevel.Error, "The debit of team {TeamId} under key {Key}, which went ahead unpaid, is not settled yet.")]
    private static partial void LogNotSettled(ILogger logger, string teamId, string key, Exception failure);

    [LoggerMessage(7, LogLevel.Error, "Purser is away. The action of team {TeamId} under key {Key} does not go ahead: its debit could not be written to the spool.")]
    private static partial void LogNotWritten(ILogger logger, string teamId, string key, Exception failure);
}
