namespace Purser.History.Blocks;

/// <summary>
/// What usage has to know of an entry, in a byte that is stored: its action in four bits, regeneration, bucket, and in two bits
/// what it is. Of a reversal the first six are its debit's.
/// </summary>
internal readonly record struct UsageKind(byte Code)
{
    private const int RegenerationBit = 0x10;
    private const int ExtraBit = 0x20;

    /// <summary>How many there are of what was spent on.</summary>
    public const int Purposes = 0x40;

    /// <summary>An entry that is neither debit nor reversal.</summary>
    public static UsageKind Other => default;

    public UsageKind(EntryRole role, AiAction action, bool regeneration, Bucket bucket)
        : this((byte)(((int)role << 6) | (bucket is Bucket.Extra ? ExtraBit : 0) | (regeneration ? RegenerationBit : 0) | (int)action))
    {
    }

    /// <summary>What the entry is.</summary>
    public EntryRole Role => (EntryRole)(Code >> 6);

    /// <summary>What was spent from where: the same for a debit and its reversal.</summary>
    public int Purpose => Code & (Purposes - 1);

    /// <summary>Whether it is a debit or a reversal.</summary>
    public bool IsUsage => Role is not EntryRole.Other;

    /// <summary>Whether it is a reversal.</summary>
    public bool IsReversal => Role is EntryRole.GivesBack or EntryRole.GivesNothingBack;

    public static AiAction ActionOf(int purpose) => (AiAction)(purpose & 0xf);

    public static bool IsRegeneration(int purpose) => (purpose & RegenerationBit) != 0;

    public static Bucket BucketOf(int purpose) => (purpose & ExtraBit) != 0 ? Bucket.Extra : Bucket.Pool;
}

/// <summary>What an entry does to usage. Stored.</summary>
internal enum EntryRole
{
    /// <summary>Nothing.</summary>
    Other = 0,

    /// <summary>Takes a credit.</summary>
    Debit = 1,

    /// <summary>Gives a debit's credit back.</summary>
    GivesBack = 2,

    /// <summary>A reversal whose credit goes nowhere: the cycle is over, and what was used stays used.</summary>
    GivesNothingBack = 3,
}
