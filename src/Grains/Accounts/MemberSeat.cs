using Purser.Teams;

namespace Purser.Accounts;

/// <summary>What a member is to the credits. What they are called is kept beside the ledger, and no entry says it.</summary>
/// <param name="MemberId">The caller's own id.</param>
/// <param name="Role">Owner, admin or member.</param>
/// <param name="Budget">Which cap holds for them.</param>
public sealed record MemberSeat(MemberId MemberId, MemberRole Role, BudgetRule Budget)
{
    public static MemberSeat Of(MemberTerms terms) => new(terms.MemberId, terms.Role, terms.Budget);
}
