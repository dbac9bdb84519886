using Purser.History;

namespace Purser.Gateway.Events;

/// <summary>
/// What is new of one team, for all who follow it through this gateway: one question at a time to its grain, and the latest answer.
/// It keeps that one only. Who was slow meanwhile reads the ledger, at its own pace.
/// </summary>
internal sealed class TeamFeed
{
    /// <summary>What happens in so short a time comes as one update; a busy team is asked after so often and no more.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TeamFeeds feeds;
    private readonly CancellationTokenSource end;
    private readonly CancellationToken ended;
    private volatile State state;

    /// <param name="teamId">The team.</param>
    /// <param name="version">The last entry that its first reader knows.</param>
    /// <param name="feeds">How it asks.</param>
    public TeamFeed(TeamId teamId, long version, TeamFeeds feeds)
    {
        (TeamId, this.feeds) = (teamId, feeds);
        end = CancellationTokenSource.CreateLinkedTokenSource(feeds.Stopping);
        ended = end.Token;
        state = new State(new Update(version, version, new(Task.FromResult<byte[]?>(null)), Credits: []));
    }

    public TeamId TeamId { get; }

    /// <summary>Whether there will be no further update: the team is gone, or its ledger is not what it was.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The latest update, and what to wait for after it.</summary>
    public (Update Update, Task Next) Look()
    {
        var current = state;
        return (current.Update, current.Next.Task);
    }

    /// <summary>Nobody follows it any more.</summary>
    public void End()
    {
        end.Cancel();
        end.Dispose();
    }

    public async Task RunAsync()
    {
        try
        {
            var known = state.Update.Version;
            while (await feeds.AskAsync(grains => grains.Team(TeamId).GetCreditsAfter(known, TeamFeeds.Patience), ended) is { } credits
                && credits.Version >= known)
            {
                if (credits.Version > known)
                {
                    var after = known;
                    Publish(new Update(after, credits.Version, new(() => EntriesAsync(after, credits.Version)), EventFrames.Of(credits)));
                    known = credits.Version;
                }

                await Task.Delay(Pause, feeds.Time, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The last reader left, or the gateway stops.
        }
        catch (Exception failure)
        {
            feeds.LogBroken(TeamId, failure);
        }
        finally
        {
            IsOver = true;
            state.Next.TrySetResult();
        }
    }

    /// <summary>Entries, oldest first: a page of them, or as many as there are.</summary>
    public Task<LedgerEntry[]> ReadAsync(long after, long upTo, CancellationToken readerLeft) =>
        feeds.AskAsync(grains => grains.History(TeamId).GetEntriesAfter(new EntriesAfterQuery(after, upTo)), readerLeft);

    /// <summary>Null where they are more than one page: everybody reads them at their own pace.</summary>
    private async Task<byte[]?> EntriesAsync(long after, long upTo) =>
        upTo - after <= Limits.PageSize && await ReadAsync(after, upTo, feeds.Stopping) is { } entries && entries.Length == upTo - after
            ? EventFrames.Of(entries)
            : null;

    private void Publish(Update update)
    {
        var before = state;
        state = new State(update);
        before.Next.TrySetResult();
    }

    private sealed record State(Update Update)
    {
        public TaskCompletionSource Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What happened at once.</summary>
    /// <param name="After">The entry before.</param>
    /// <param name="Version">The last entry.</param>
    /// <param name="Entries">The events of the entries between, read once somebody wants them; null where they are too many to keep.</param>
    /// <param name="Credits">The event of the credits after them.</param>
    internal sealed record Update(long After, long Version, Lazy<Task<byte[]?>> Entries, byte[] Credits);
}
