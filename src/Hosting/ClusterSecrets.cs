namespace Purser.Hosting;

/// <summary>
/// By which secret a silo knows what kind of process a call comes from; each process has the one of its kind, and silos have all. None
/// set: nobody is asked.
/// </summary>
public sealed class ClusterSecrets
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:ClusterSecrets";

    /// <summary>Where a gateway's own is.</summary>
    public const string GatewayKey = $"{Section}:{nameof(Gateway)}";

    /// <summary>Where a worker's own is.</summary>
    public const string WorkerKey = $"{Section}:{nameof(Worker)}";

    private const int Shortest = 32;

    /// <summary>What silos call each other with.</summary>
    public string Silo { get; set; } = "";

    /// <summary>What gateways call with; empty: there are none in processes of their own.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>What workers of Auto Bid call with; empty: there are none.</summary>
    public string Worker { get; set; } = "";

    /// <summary>Whether a call without one of them is refused.</summary>
    public bool AreAsked => Silo.Length > 0;

    /// <summary>What is wrong with a silo's; empty when nothing is. None of them is repeated.</summary>
    public IEnumerable<string> Errors()
    {
        string[] set = [.. new[] { Silo, Gateway, Worker }.Where(static secret => secret.Length > 0)];
        if (Silo.Length == 0 && set.Length > 0)
        {
            yield return $"{Section}:{nameof(Silo)} is not set, but another is: silos need one too, or nobody is asked for any.";
        }

        if (set.Distinct(StringComparer.Ordinal).Count() < set.Length)
        {
            yield return $"{Section} has one secret twice: each kind of process has its own.";
        }

        foreach (var error in new[] { Errors($"{Section}:{nameof(Silo)}", Silo), Errors(GatewayKey, Gateway), Errors(WorkerKey, Worker) }.SelectMany(static of => of))
        {
            yield return error;
        }
    }

    /// <summary>What is wrong with one that is set; empty when nothing is.</summary>
    /// <param name="key">Where it is in the configuration.</param>
    /// <param name="secret">The secret; empty where none is set.</param>
    public static IEnumerable<string> Errors(string key, string secret) =>
        secret.Length == 0 || (secret.Length >= Shortest && !secret.AsSpan().ContainsAnyExceptInRange('!', '~'))
            ? []
            : [$"{key} has {secret.Length} characters; it must have at least {Shortest}, all of them printable ASCII without blanks."];
}
