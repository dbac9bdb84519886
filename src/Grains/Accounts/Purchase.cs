using Purser.Teams;

namespace Purser.Accounts;

/// <summary>A pack that was bought, and what refunds and disputes have claimed of it since.</summary>
public sealed class Purchase
{
    private readonly Dictionary<string, Claim> claims = new(StringComparer.Ordinal);

    internal Purchase(PackPurchase terms) => Terms = terms;

    /// <summary>What was bought.</summary>
    public PackPurchase Terms { get; }

    /// <summary>By refunded charge or dispute.</summary>
    public IReadOnlyDictionary<string, Claim> Claims => claims;

    /// <summary>The charges whose refunds claim credits.</summary>
    public IEnumerable<string> RefundedCharges =>
        claims.Where(claim => claim.Value.Cause == ClaimCause.Refund && claim.Value.Claimed > Credits.Zero).Select(claim => claim.Key);

    internal static Purchase FromSnapshot(PurchaseSnapshot snapshot)
    {
        var purchase = new Purchase(snapshot.Terms);
        foreach (var (id, claim) in snapshot.Claims)
        {
            purchase.claims.Add(id, claim);
        }

        return purchase;
    }

    internal PurchaseSnapshot ToSnapshot() => new(Terms, [.. claims]);

    internal void Take(TeamEvent.PackClaimed claimed) => claims[claimed.ClaimId] = new Claim(
        claimed.Cause, claimed.Claimed, claims.GetValueOrDefault(claimed.ClaimId).Taken + claimed.Taken);
}

/// <summary>What one refund or dispute claims of a pack.</summary>
/// <param name="Cause">Which of the two.</param>
/// <param name="Claimed">Its share of the pack's credits.</param>
/// <param name="Taken">How much of it extra had to give.</param>
public readonly record struct Claim(ClaimCause Cause, Credits Claimed, Credits Taken);
