namespace Purser.Teams;

/// <summary>An operator's decision to add extra credits.</summary>
/// <param name="Key">Idempotency key, of the same kind and scope as a debit's.</param>
/// <param name="Credits">1 to <see cref="Limits.CreditsAtOnce"/>.</param>
/// <param name="Reason">Why: 1–500 printable characters.</param>
[GenerateSerializer, Immutable, Alias("purser.ExtraGrant")]
public sealed record ExtraGrant(string Key, Credits Credits, string Reason);

/// <summary>How a grant ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.GrantOutcome")]
public abstract record GrantOutcome
{
    private GrantOutcome()
    {
    }

    /// <summary>Extra grew, now or (<paramref name="Replayed"/>) when the key was first used.</summary>
    [GenerateSerializer, Immutable, Alias("purser.GrantOutcome.Granted")]
    public sealed record Granted(GrantReceipt Receipt, bool Replayed) : GrantOutcome;

    /// <summary>The key was used before, for another request.</summary>
    [GenerateSerializer, Immutable, Alias("purser.GrantOutcome.KeyReused")]
    public sealed record KeyReused : GrantOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.GrantOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : GrantOutcome;
}

/// <summary>A durable grant of extra credits.</summary>
[GenerateSerializer, Immutable, Alias("purser.GrantReceipt")]
public sealed record GrantReceipt(long EntryId, Credits Amount, string Reason, DateTimeOffset At, Balance Balance);
