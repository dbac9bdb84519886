namespace Purser.Client;

/// <summary>
/// One AI action to be paid for. Its key is made with it, so that this object, sent again, is the same debit and charged once;
/// another action is another object.
/// </summary>
/// <param name="memberId">Who spends: an id of your own, 1 to 64 of <c>A-Z a-z 0-9 . _ : -</c>, not dots alone.</param>
/// <param name="action">On what.</param>
/// <exception cref="ArgumentException">The id or the action is none.</exception>
public sealed class Debit(string memberId, AiAction action)
{
    /// <summary>Longest hold, in seconds.</summary>
    public const int LongestHold = 3600;

    /// <summary>Who spends.</summary>
    public string MemberId { get; } = Ids.Checked(memberId);

    /// <summary>On what.</summary>
    public AiAction Action { get; } = action is not AiAction.Unknown && Enum.IsDefined(action)
        ? action
        : throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action that can be debited.");

    /// <summary>For which job; null = none. An id of your own, as <see cref="MemberId"/> is.</summary>
    /// <exception cref="ArgumentException">It is not an id.</exception>
    public string? JobId
    {
        get;
        init => field = value is null ? null : Ids.Checked(value);
    }

    /// <summary>Whether something was generated before and is generated anew.</summary>
    public bool Regeneration { get; init; }

    /// <summary>
    /// The credit gives itself back unless the debit is confirmed within so many seconds, 1 to 3600; null = it is final at once.
    /// A held debit never goes ahead unpaid.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int? HoldSeconds
    {
        get;
        init => field = value is null or (>= 1 and <= LongestHold)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A hold is 1 to {LongestHold} seconds.");
    }

    /// <summary>
    /// The idempotency key, 1 to 255 printable ASCII characters, of one action of one team for ever. Give one of your own where the
    /// action has an id that outlives your process; else 122 random bits are as good.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a key.</exception>
    public string Key
    {
        get;
        init => field = Ids.CheckedKey(value);
    } = Guid.NewGuid().ToString("N");
}

/// <summary>A debit in the body of a request of its own; its key is in the header.</summary>
internal sealed record DebitBody(string MemberId, AiAction Action, string? JobId, bool Regeneration, int? HoldSeconds)
{
    public static DebitBody Of(Debit debit) => new(debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, debit.HoldSeconds);
}

/// <summary>Several debits of a team in one request.</summary>
internal sealed record BatchBody(IReadOnlyList<BatchItem> Debits)
{
    public static BatchBody Of(IEnumerable<Debit> debits) => new([.. debits.Select(BatchItem.Of)]);
}

/// <summary>One of them.</summary>
internal sealed record BatchItem(string Key, string MemberId, AiAction Action, string? JobId, bool Regeneration, int? HoldSeconds)
{
    public static BatchItem Of(Debit debit) =>
        new(debit.Key, debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, debit.HoldSeconds);
}

/// <summary>Why a credit is given back.</summary>
internal sealed record ReversalBody(string? Reason);
