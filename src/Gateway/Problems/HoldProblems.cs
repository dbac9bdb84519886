namespace Purser.Gateway.Problems;

/// <summary>The words for a debit that cannot be confirmed.</summary>
internal static class HoldProblems
{
    public static Problem Expired(long entryId) => Problem.Conflict("hold_expired", "The hold has expired.",
        $"Debit {entryId} was not confirmed in time and its credit was given back; debit again, under another key.");

    public static Problem Reversed(long entryId) => Problem.Conflict("debit_reversed", "The debit was reversed.",
        $"Debit {entryId} was reversed before it was confirmed; debit again, under another key.");

    public static Problem NotHeld(long entryId) => Problem.Conflict("not_held", "The debit is final already.",
        $"Debit {entryId} was taken without holdSeconds, so it was final at once; there is nothing to confirm.");
}
