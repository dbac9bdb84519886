namespace Purser.Accounts;

/// <summary>Something that a team is told, decided with the entry that made it so.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">What it is told once for, within the team: the threshold and its cycle, or the entry.</param>
/// <param name="Percent">The threshold that was reached, in percent.</param>
/// <param name="MemberId">The member that it is about; null: the team.</param>
/// <param name="Days">Days until the trial ends.</param>
/// <param name="Below">What extra fell below.</param>
/// <param name="Added">Credits that came in.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Alert(
    AlertKind Kind,
    string Key,
    int? Percent = null,
    MemberId? MemberId = null,
    int? Days = null,
    Credits? Below = null,
    Credits? Added = null,
    string? Reason = null);
