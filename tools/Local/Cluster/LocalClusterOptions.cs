namespace Purser.Local;

public sealed record LocalClusterOptions
{
    /// <summary>Holds the database, the keys, the logs; one running cluster per folder.</summary>
    public required string Folder { get; init; }

    /// <summary>A database that exists already, as an Npgsql connection string; null starts a private server.</summary>
    public string? Database { get; init; }

    /// <summary>One is enough for one machine; more show how teams spread, and what failure does.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>Whether silos and gateways are processes of their own; else there is a gateway in every silo's process.</summary>
    public bool Separate { get; init; }

    /// <summary>How many gateways there are, if they are apart.</summary>
    public int Gateways { get; init; } = 1;

    /// <summary>The first gateway's HTTP port; the others', and this one if it is null, are free ones.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>The first silo's HTTP port (dashboard, health, metrics); free ones otherwise.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Null: the key kept in the folder, made at the first start.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>How far the cluster's clock runs ahead; anything but null makes the processes run as Development.</summary>
    public TimeSpan? ClockOffset { get; init; }

    public string? StripeWebhookSecret { get; init; }

    /// <summary>Whether a stand-in plays Stripe; its state is kept in the folder.</summary>
    public bool StripeStandIn { get; init; }

    /// <summary>The stand-in's HTTP port; null, or one that is taken, is a free one.</summary>
    public int? StripeStandInPort { get; init; }

    /// <summary>Whether a process that ends by itself is started again. Tests of failure want it to stay down.</summary>
    public bool Supervise { get; init; }

    /// <summary>More configuration for every silo and gateway, by environment variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Settings of the private server on top of PostgreSQL's defaults.</summary>
    public IReadOnlyDictionary<string, string> PostgresSettings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public ServerAssemblies? Assemblies { get; init; }

    /// <summary>A silo that takes over from a crashed one waits for it to be declared dead first.</summary>
    public TimeSpan ReadyDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Draining deactivates every team and flushes the ledger; past this a process is killed.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(30);

    public Action<string> Notify { get; init; } = static _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
