using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// What changes in the directory, which stands beside the ledgers: the teams among each other, and what people are called. It is written
/// in the same transaction as the entries that changed it, so it agrees with them whatever fails.
/// </summary>
/// <param name="Version">The entry that it agrees with.</param>
/// <param name="Listing">The team among the others.</param>
/// <param name="IsNamed">Whether the team has got a name, and is to be found by it.</param>
/// <param name="Names">What people are called from now on.</param>
/// <param name="ForgetsAll">Whether nobody's name is kept any more.</param>
internal sealed record DirectoryChange(long Version, TeamListing Listing, bool IsNamed, IReadOnlyList<NameChange> Names, bool ForgetsAll);

/// <summary>What a person is called from now on.</summary>
/// <param name="MemberId">Who.</param>
/// <param name="Name">Null: it is forgotten.</param>
/// <param name="OpenedAs">What the owner was called in the request that opened the team; null for everybody else.</param>
internal sealed record NameChange(MemberId MemberId, string? Name, string? OpenedAs = null);
