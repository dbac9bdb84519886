using Purser.Teams;

namespace Purser.Accounts;

/// <summary>A pack that was bought, and what refunds and disputes have claimed of it since.</summary>
public sealed class Purchase
{
    private readonly Dictionary<string, Claim> claims = new(StringComparer.Ordinal);

    internal Purchase(PackPurchase terms, long boughtBy) => (Terms, BoughtBy) = (terms, boughtBy);

    /// <summary>What was bought.</summary>
    public PackPurchase Terms { get; }

    /// <summary>The entry that credited it; 0 where a snapshot of before did not say.</summary>
    public long BoughtBy { get; }

    /// <summary>By refunded charge or dispute.</summary>
    public IReadOnlyDictionary<string, Claim> Claims => claims;

    /// <summary>The charges whose refunds claim credits.</summary>
    public IEnumerable<string> RefundedCharges =>
        claims.Where(claim => claim.Value.Cause == ClaimCause.Refund && claim.Value.Claimed > Credits.Zero).Select(claim => claim.Key);

    internal static Purchase FromSnapshot(PurchaseSnapshot snapshot)
    {
        var purchase = new Purchase(snapshot.Terms, snapshot.BoughtBy);
        foreach (var (id, claim) in snapshot.Claims)
        {
            purchase.claims.Add(id, claim);
        }

        return purchase;
    }

    internal PurchaseSnapshot ToSnapshot() => new(Terms, [.. claims], BoughtBy);

    internal void Take(TeamEvent.PackClaimed claimed, long entry)
    {
        var before = claims.GetValueOrDefault(claimed.ClaimId);
        claims[claimed.ClaimId] = new Claim(
            claimed.Cause,
            claimed.Claimed,
            before.Taken + claimed.Taken,
            claimed.Shortfall > Credits.Zero ? entry : before.ShortSince);
    }
}

/// <summary>What one refund or dispute claims of a pack.</summary>
/// <param name="Cause">Which of the two.</param>
/// <param name="Claimed">Its share of the pack's credits.</param>
/// <param name="Taken">How much of it extra had to give.</param>
/// <param name="ShortSince">The last entry at which extra had too little; 0 when there was none.</param>
public readonly record struct Claim(ClaimCause Cause, Credits Claimed, Credits Taken, long ShortSince = 0);
