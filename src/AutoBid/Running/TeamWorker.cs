using Purser.AutoBid.Worker.Feeds;

namespace Purser.AutoBid.Worker.Running;

/// <summary>Several members of a team over one feed: it is read once, and every job is offered to each of them.</summary>
internal sealed class TeamWorker(IJobFeed feed, IReadOnlyList<MemberWorker> members, Action<string> say)
{
    // What is wrong with a feed shows in its first problems; thousands of lines would hide everything else.
    private const int ProblemsShown = 20;

    private readonly Lock counting = new();
    private bool isOver;

    public FeedTally Feed { get; } = new();

    public IReadOnlyList<MemberWorker> Members => members;

    /// <summary>Goes on until the feed has ended and all is done, until no member has anything more to do, or until stopped.</summary>
    public async Task RunAsync(StopTokens tokens)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop);
        var read = Task.Run(() => ReadAsync(reading.Token), CancellationToken.None);
        await Task.WhenAll(members.Select(member => member.RunAsync(tokens)));
        lock (counting)
        {
            isOver = true;
        }

        await reading.CancelAsync();
        if (read.IsCompleted)
        {
            await read;
        }

        // Else nobody wants its jobs any more, and reading a terminal or a pipe cannot be called off. No job of them counts.
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var item in feed.ReadAsync(cancellation))
            {
                switch (item)
                {
                    case FeedItem.Job job:
                        if (!CountJob())
                        {
                            return;
                        }

                        foreach (var member in members)
                        {
                            await member.Member.Inbox.OfferAsync(job.Post, cancellation);
                        }

                        break;
                    case FeedItem.Problem problem:
                        Show(problem);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody is left to read for.
        }
        finally
        {
            foreach (var member in members)
            {
                member.Member.Inbox.Complete();
            }
        }
    }

    /// <summary>False: the worker is done, and its counts stand still.</summary>
    private bool CountJob()
    {
        lock (counting)
        {
            if (isOver)
            {
                return false;
            }

            Feed.AddJob();
            foreach (var member in members)
            {
                member.Member.Tally.Add(Counted.Read);
            }

            return true;
        }
    }

    private void Show(FeedItem.Problem problem)
    {
        var number = Feed.AddProblem();
        if (number <= ProblemsShown)
        {
            say($"{problem.Where}: {problem.What}");
        }
        else if (number == ProblemsShown + 1)
        {
            say("There are more problems with the feed; they are only counted.");
        }
    }
}
