namespace Purser.Teams;

/// <summary>How making a held debit final ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome")]
public abstract record ConfirmOutcome
{
    private ConfirmOutcome()
    {
    }

    /// <summary>The debit is final, since this call or an earlier one.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.Confirmed")]
    public sealed record Confirmed(long EntryId, DateTimeOffset ConfirmedAt) : ConfirmOutcome;

    /// <summary>It was not confirmed in time, and its credit was given back.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.Expired")]
    public sealed record Expired : ConfirmOutcome;

    /// <summary>It was reversed by a caller before.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.Reversed")]
    public sealed record Reversed : ConfirmOutcome;

    /// <summary>The debit was final from the start: there is nothing to confirm.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.NotHeld")]
    public sealed record NotHeld : ConfirmOutcome;

    /// <summary>The entry is not a debit.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.NotADebit")]
    public sealed record NotADebit : ConfirmOutcome;

    /// <summary>The team has no such entry, or there is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ConfirmOutcome.NoSuchEntry")]
    public sealed record NoSuchEntry : ConfirmOutcome;
}
