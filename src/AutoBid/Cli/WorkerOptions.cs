using Purser.Hosting;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>What the worker was asked for.</summary>
internal sealed record WorkerOptions
{
    public required TeamId TeamId { get; init; }

    /// <summary>Whose Auto Bid; none: everybody's who has switched it on.</summary>
    public required IReadOnlyList<MemberId> MemberIds { get; init; }

    public required FeedSource Feed { get; init; }

    public required string ProfileFile { get; init; }

    /// <summary>The language model that matches; null: keywords do.</summary>
    public ModelSource? Model { get; init; }

    public required ProposalTarget Target { get; init; }

    /// <summary>How many evaluations and submissions go on at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The lasting name by which a restarted worker is known again.</summary>
    public required string Worker { get; init; }

    public required ClusterSettings Cluster { get; init; }

    /// <summary>How long to try to reach the cluster.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>How often to look for more jobs; null: one pass.</summary>
    public TimeSpan? Follow { get; init; }
}

/// <summary>Where jobs come from.</summary>
internal abstract record FeedSource
{
    private FeedSource()
    {
    }

    public sealed record StandardInput : FeedSource
    {
        public override string ToString() => "standard input";
    }

    public sealed record Lines(string Path) : FeedSource
    {
        public override string ToString() => Path;
    }

    public sealed record Folder(string Path) : FeedSource
    {
        public override string ToString() => Path;
    }

    public sealed record Address(Uri Url) : FeedSource
    {
        // Its query and its password may be secrets.
        public override string ToString() => $"{Url.Scheme}://{Url.Authority}{Url.AbsolutePath}";
    }
}

/// <summary>A language model.</summary>
/// <param name="Name">Its name at the endpoint.</param>
/// <param name="Endpoint">The address before <c>/chat/completions</c>.</param>
/// <param name="Key">Null where the endpoint wants none.</param>
internal sealed record ModelSource(string Name, Uri Endpoint, string? Key);

/// <summary>Where proposals go.</summary>
internal abstract record ProposalTarget
{
    private ProposalTarget()
    {
    }

    public sealed record Lines(string Path) : ProposalTarget
    {
        public override string ToString() => Path;
    }

    public sealed record Address(Uri Url) : ProposalTarget
    {
        // Its query and its password may be secrets.
        public override string ToString() => $"{Url.Scheme}://{Url.Authority}{Url.AbsolutePath}";
    }
}
