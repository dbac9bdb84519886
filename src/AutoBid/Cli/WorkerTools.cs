using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Submitting;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>The feed, the matcher, the submitter and the profiles that the options name.</summary>
internal sealed class WorkerTools : IDisposable
{
    // A server that submits a proposal elsewhere may take its time; one that says nothing for that long is stuck.
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromSeconds(30);

    private readonly Stack<IDisposable> opened = new();

    private WorkerTools(WorkerOptions options, TimeProvider time)
    {
        Profiles = MemberProfiles.Load(options.ProfileFile);
        Feed = OpenFeed(options.Feed, options.Follow, time);
        Matcher = options.Model is { } model
            ? new LanguageModelMatcher(Keep(LanguageModel.Connect(model.Endpoint, model.Name, model.Key)), new LanguageModelOptions(), time)
            : new KeywordMatcher();
        Submitter = options.Target switch
        {
            ProposalTarget.Lines lines => Keep(FileSubmitter.Open(lines.Path)),
            ProposalTarget.Address address => Keep(new WebhookSubmitter(address.Url, SubmitTimeout, time)),
            _ => throw new InvalidOperationException($"There is no submitter to {options.Target}."),
        };
    }

    public MemberProfiles Profiles { get; }

    public IJobFeed Feed { get; }

    public IJobMatcher Matcher { get; }

    public IProposalSubmitter Submitter { get; }

    /// <exception cref="WorkerException">One cannot be opened.</exception>
    public static WorkerTools Open(WorkerOptions options, TimeProvider time)
    {
        try
        {
            return new WorkerTools(options, time);
        }
        catch (ProfileException bad)
        {
            throw new WorkerException($"--profile {options.ProfileFile}: {bad.Message}", bad);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WorkerException(failure.Message, failure);
        }
    }

    public void Dispose()
    {
        while (opened.TryPop(out var one))
        {
            one.Dispose();
        }
    }

    private IJobFeed OpenFeed(FeedSource source, TimeSpan? follow, TimeProvider time) => source switch
    {
        FeedSource.StandardInput => new NdjsonFeed("standard input", Keep(Console.OpenStandardInput()), time),
        FeedSource.Lines lines => new NdjsonFeed(Path.GetFileName(lines.Path), Keep(File.OpenRead(lines.Path)), time),
        FeedSource.Folder folder => new FolderFeed(folder.Path, follow, time),
        FeedSource.Address address => new HttpFeed(address.Url, new HttpFeedOptions { Every = follow }, time),
        _ => throw new InvalidOperationException($"There is no feed from {source}."),
    };

    private T Keep<T>(T one)
        where T : IDisposable
    {
        opened.Push(one);
        return one;
    }
}
