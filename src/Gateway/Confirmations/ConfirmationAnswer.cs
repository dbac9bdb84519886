namespace Purser.Gateway.Confirmations;

/// <summary>A held debit that is final.</summary>
internal sealed record ConfirmationAnswer(long EntryId, DateTimeOffset ConfirmedAt);
