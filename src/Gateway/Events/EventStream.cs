using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Events;

/// <summary>One caller that follows a team, from where it knows it to when it leaves; or a problem.</summary>
internal sealed class EventStream : IResult, IEndpointMetadataProvider
{
    private const string MediaType = "text/event-stream";

    /// <summary>Shorter than what stands between a caller and a gateway lets a silent connection live.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Problem? problem;
    private readonly TeamFeeds? feeds;
    private readonly TeamCredits? present;
    private readonly long after;
    private readonly Welcome? welcome;
    private readonly bool hasEntries;

    private EventStream(Problem problem) => this.problem = problem;

    /// <param name="feeds">Where what is new comes from.</param>
    /// <param name="present">How the team stands.</param>
    /// <param name="after">The last entry that the caller knows, none beyond <paramref name="present"/>.</param>
    /// <param name="isWelcomeAsync">Whether the caller may still follow; null: for as long as they like.</param>
    /// <param name="hasEntries">Whether entries are told too, or only how the team stands after them.</param>
    public EventStream(TeamFeeds feeds, TeamCredits present, long after, Func<Task<bool>>? isWelcomeAsync = null, bool hasEntries = true)
    {
        (this.feeds, this.present, this.after, this.hasEntries) = (feeds, present, after, hasEntries);
        welcome = isWelcomeAsync is null ? null : new Welcome(isWelcomeAsync, feeds.Time);
    }

    public static implicit operator EventStream(Problem problem) => new(problem);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [MediaType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (problem is not null)
        {
            await ProblemWriter.WriteAsync(httpContext, problem);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // nginx and its like hold answers back until there is more of them.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, feeds!.Stopping);
        var feed = feeds.Join(present!.TeamId, present.Version);
        try
        {
            await SendAsync(feed, response.BodyWriter, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The caller left, or goes on through another gateway.
        }
        finally
        {
            feeds.Leave(feed);
        }
    }

    private async Task SendAsync(TeamFeed feed, PipeWriter output, CancellationToken ended)
    {
        output.Write(EventFrames.Beginning);
        if (!await SendEntriesAsync(feed, after, present!.Version, output, ended))
        {
            return;
        }

        output.Write(EventFrames.Of(present));
        await FlushAsync(output, ended);
        for (var known = present.Version; ;)
        {
            var (update, next) = feed.Look();
            if (update.Version > known)
            {
                if (!await IsWelcomeAsync())
                {
                    return;
                }

                if (!hasEntries)
                {
                    // Nobody reads the ledger for those who want no entries.
                }
                else if (update.After == known && await update.Entries.Value is { } entries)
                {
                    output.Write(entries);
                }
                else if (!await SendEntriesAsync(feed, known, update.Version, output, ended))
                {
                    return;
                }

                output.Write(update.Credits);
                known = update.Version;
            }
            else if (feed.IsOver)
            {
                return;
            }
            else if (!await IsInTimeAsync(next, ended))
            {
                if (!await IsWelcomeAsync())
                {
                    return;
                }

                output.Write(EventFrames.Heartbeat);
            }
            else
            {
                continue;
            }

            await FlushAsync(output, ended);
        }
    }

    private ValueTask<bool> IsWelcomeAsync() => welcome?.HoldsAsync() ?? new(true);

    private async Task<bool> IsInTimeAsync(Task next, CancellationToken ended)
    {
        try
        {
            await next.WaitAsync(Heartbeat, feeds!.Time, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <returns>False where the ledger does not have them all: it was put back to an earlier state.</returns>
    private static async Task<bool> SendEntriesAsync(TeamFeed feed, long after, long upTo, PipeWriter output, CancellationToken ended)
    {
        while (after < upTo)
        {
            var entries = await feed.ReadAsync(after, upTo, ended);
            if (entries is [])
            {
                return false;
            }

            output.Write(EventFrames.Of(entries));
            after = entries[^1].EntryId;
            await FlushAsync(output, ended);
        }

        return true;
    }

    /// <remarks>
    /// It waits while the caller does not read, and nobody else does. Not on the socket's thread, which others wait for: events are
    /// made and written in milliseconds.
    /// </remarks>
    private static async Task FlushAsync(PipeWriter output, CancellationToken ended)
    {
        await output.FlushAsync(ended);
        await SocketThreads.LeaveAsync();
    }
}
