namespace Purser.Local;

public sealed record PrivatePostgresOptions
{
    /// <summary>Holds the server's files (<c>postgres/</c>), its password and its log.</summary>
    public required string Folder { get; init; }

    /// <summary>Default: a free port, the same one as long as this object lives.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// Settings on top of PostgreSQL's own defaults. Durability is among those defaults and stays untouched here:
    /// what is proved and measured on a private server has to hold on a real one.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Several silos with their lanes and pools, gateways, tests; PostgreSQL's own default is 100.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Crash recovery replays the log since the last checkpoint; a minute is many gigabytes of it.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A fast shutdown writes a checkpoint; past this it is killed, which costs a recovery at the next start.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Is told what takes time or goes wrong without being an error.</summary>
    public Action<string> Notify { get; init; } = static _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
