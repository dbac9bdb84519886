namespace Purser.Client;

/// <summary>Sends a request until it is settled, or the caller's patience ends. What is sent is the same each time, its key included.</summary>
internal sealed class Retrying(PurserClientOptions options)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <param name="attempt">Sends it once.</param>
    /// <param name="key">The debit's; null where it is not about a single debit.</param>
    /// <param name="cancellation">The caller goes; what was asked for may have been done.</param>
    /// <exception cref="PurserUnavailableException">Patience ended.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<Attempt<T>>> attempt, string? key, CancellationToken cancellation)
    {
        var began = options.Time.GetTimestamp();
        for (var number = 0; ; number++)
        {
            var tried = await TryAsync(attempt, Shorter(options.AttemptTimeout, Left()), cancellation).ConfigureAwait(false);
            if (tried.Failure is not { } failure)
            {
                return tried.Answer!;
            }

            var pause = PauseAfter(number);
            pause = failure.RetryAfter is { } asked && asked > pause ? asked : pause;
            if (pause >= Left())
            {
                throw new PurserUnavailableException(key, options.Time.GetElapsedTime(began), failure);
            }

            await Task.Delay(pause, options.Time, cancellation).ConfigureAwait(false);
        }

        TimeSpan Left() => options.Patience - options.Time.GetElapsedTime(began);
    }

    /// <summary>Sends it once; an answer that does not come in time is lost.</summary>
    public Task<Attempt<T>> TryAsync<T>(Func<CancellationToken, Task<Attempt<T>>> attempt, CancellationToken cancellation) =>
        TryAsync(attempt, options.AttemptTimeout, cancellation);

    /// <summary>The pause after so many failures before: twice as long each time, and by chance up to half of it less, so that callers part.</summary>
    public static TimeSpan PauseAfter(int failures) =>
        Shorter(LongestPause, ShortestPause * (1 << Math.Min(failures, 16))) * (1 - (Random.Shared.NextDouble() / 2));

    private async Task<Attempt<T>> TryAsync<T>(Func<CancellationToken, Task<Attempt<T>>> attempt, TimeSpan timeout, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, options.Time);
        // Most callers cannot leave; that each attempt would have another source for nobody shows under load.
        using var either = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation) : null;
        try
        {
            return await attempt((either ?? late).Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException lost) when (!cancellation.IsCancellationRequested)
        {
            return new Attempt<T>(default, new Failure("no answer came in time", IsAway: true, Cause: lost));
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
