using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Events;

/// <summary>The feeds of the teams that somebody follows through this gateway: one per team, however many follow it.</summary>
internal sealed partial class TeamFeeds(ClusterCalls cluster, TimeProvider time, IHostApplicationLifetime gateway, ILogger<TeamFeeds> log)
{
    /// <summary>How long the team's grain waits for a change before it answers all the same: so long a mistake about who serves it may last.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<TeamId, (TeamFeed Feed, int Readers)> feeds = [];

    public TimeProvider Time => time;

    /// <summary>Canceled when the gateway stops.</summary>
    public CancellationToken Stopping => gateway.ApplicationStopping;

    /// <summary>The team's feed, until <see cref="Leave"/>.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="version">Where it begins if nobody has followed the team until now.</param>
    public TeamFeed Join(TeamId teamId, long version)
    {
        lock (gate)
        {
            var (feed, readers) = feeds.GetValueOrDefault(teamId);
            if (feed is null or { IsOver: true })
            {
                feed?.End();
                (feed, readers) = (new TeamFeed(teamId, version, this), 0);
                feed.RunAsync().Ignore();
            }

            feeds[teamId] = (feed, readers + 1);
            return feed;
        }
    }

    /// <summary>One reader less; the last one ends the feed.</summary>
    public void Leave(TeamFeed feed)
    {
        lock (gate)
        {
            if (!feeds.TryGetValue(feed.TeamId, out var known) || known.Feed != feed)
            {
                return;
            }

            if (known.Readers > 1)
            {
                feeds[feed.TeamId] = (feed, known.Readers - 1);
                return;
            }

            feeds.Remove(feed.TeamId);
        }

        feed.End();
    }

    /// <summary>Asks until there is an answer: what a silo's or the database's being away means for others is nothing to who follows a team.</summary>
    public async Task<T> AskAsync<T>(Func<ICluster, Task<T>> ask, CancellationToken ended)
    {
        while (true)
        {
            try
            {
                return await cluster.AskAsync(ask).WaitAsync(ended);
            }
            catch (Exception failure) when (!ended.IsCancellationRequested && Failures.Describe(failure, isRead: true) is not null)
            {
                LogAskedAgain(failure.Message);
                await Task.Delay(PauseAfterFailure, time, ended);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What a team's followers wait for is asked again: {Reason}")]
    private partial void LogAskedAgain(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The feed of team {TeamId} broke off.")]
    public partial void LogBroken(TeamId teamId, Exception failure);
}
