namespace Purser.Tests.History;

/// <summary>Something that must not have happened.</summary>
public sealed record Violation(Wrong Wrong, string TeamId, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"{Wrong} in {TeamId}: {What}";
}

/// <summary>The kinds of what must not happen.</summary>
public enum Wrong
{
    /// <summary>An acknowledged change is not in the table.</summary>
    Lost,

    /// <summary>The table does not say what the caller was told.</summary>
    ToldOtherwise,

    /// <summary>One request took effect more than once.</summary>
    Doubled,

    /// <summary>A repeated request got another answer than the first.</summary>
    ReplayDiffers,

    /// <summary>A row that nobody asked for, or whose askers were all told no.</summary>
    Phantom,

    /// <summary>A change that was acknowledged before another was asked for comes after it.</summary>
    Reordered,

    /// <summary>More was spent than there was.</summary>
    Overspent,

    /// <summary>Less could be spent than there was.</summary>
    Vanished,

    /// <summary>A no at a time when the answer could only be yes.</summary>
    FalseRefusal,

    /// <summary>Sequence numbers do not run from one without a gap.</summary>
    Gap,

    /// <summary>A row's numbers do not follow from the row before it, or break a rule.</summary>
    WrongBalance,

    /// <summary>Numbers were shown that the ledger did not have at that time.</summary>
    WrongLook,

    /// <summary>A hold that ended twice, too early or not at all, or of whose end the table does not say what the caller was told.</summary>
    WrongHold,

    /// <summary>An answer that the contract does not have.</summary>
    Unexpected,
}
