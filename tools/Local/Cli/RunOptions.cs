namespace Purser.Local;

/// <summary>What <c>./run</c> was asked for.</summary>
internal sealed record RunOptions
{
    public required string Data { get; init; }

    public required int Port { get; init; }

    public required int SiloPort { get; init; }

    public required int Silos { get; init; }

    public bool Separate { get; init; }

    public required bool Demo { get; init; }

    public string? ApiKey { get; init; }

    public string? Postgres { get; init; }

    public TimeSpan? ClockOffset { get; init; }

    public string? StripeWebhookSecret { get; init; }
}
