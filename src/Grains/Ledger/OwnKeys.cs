namespace Purser.Ledger;

/// <summary>
/// Idempotency keys that Purser makes for entries of its own, so that each is there once and is found again. No caller's key can
/// meet one: theirs are printable.
/// </summary>
internal static class OwnKeys
{
    /// <summary>What every own key begins with.</summary>
    public const char Mark = '\u0001';

    public static string Of(string name) => Mark + name;
}
