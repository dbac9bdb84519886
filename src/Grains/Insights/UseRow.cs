namespace Purser.Insights;

/// <summary>The columns of a debit, or of a reversal of one, that say what the credit went on.</summary>
/// <param name="Seq">Its place in the ledger.</param>
/// <param name="At">When.</param>
/// <param name="Member">Who: the member's place in the reader's list of members.</param>
/// <param name="Action">On what.</param>
/// <param name="Job">For which job: the reader's number of it, from 1. 0: for none.</param>
/// <param name="Regeneration">Whether it did again what had been done.</param>
/// <param name="Reverses">The debit that it gives back; null: it is a debit.</param>
internal readonly record struct UseRow(
    long Seq, DateTimeOffset At, int Member, AiAction Action, int Job, bool Regeneration, long? Reverses);
