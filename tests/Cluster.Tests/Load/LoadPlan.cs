namespace Purser.Tests.Load;

/// <summary>Who asks for what, and how often.</summary>
public sealed record LoadPlan
{
    /// <summary>The teams that are asked.</summary>
    public required IReadOnlyList<string> Teams { get; init; }

    /// <summary>The teams' members.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>What every choice of every client comes from.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether some debits are held; not beside a writer that knows nothing of holds.</summary>
    public bool Holds { get; init; } = true;

    /// <summary>How many ask at the same time.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>How often each asks before it is done; a load that is stopped from outside needs no such bound.</summary>
    public int AsksPerClient { get; init; } = int.MaxValue;
}
