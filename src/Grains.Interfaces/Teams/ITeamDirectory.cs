namespace Purser.Teams;

/// <summary>All teams, for operators; the grain's key is 0. It reads what teams write beside their ledgers, as they write it.</summary>
/// <remarks>A call may throw <see cref="LedgerUnavailableException"/>: it could not be read; ask again.</remarks>
[Alias("purser.ITeamDirectory")]
public interface ITeamDirectory : IGrainWithIntegerKey
{
    /// <summary>
    /// A page of teams: the newest first, or, where words are searched for, by the word that was found. A page of a search may have
    /// fewer items than asked for, even none, and go on all the same.
    /// </summary>
    [Alias("List")]
    Task<TeamPage> List(TeamsQuery query);
}

/// <summary>Which teams.</summary>
/// <param name="Search">Each of its words begins a word of the team's name or id; null: all.</param>
/// <param name="Status">Only these.</param>
/// <param name="After">Where the page before ended.</param>
/// <param name="Limit">1 to <see cref="Limits.PageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamsQuery")]
public sealed record TeamsQuery(string? Search = null, TeamStatus? Status = null, TeamPlace? After = null, int Limit = 50);

/// <summary>A place in a list of teams.</summary>
/// <param name="TeamId">The last team that was looked at.</param>
/// <param name="CreatedAt">When it was opened; null in a search.</param>
/// <param name="Word">Its word that was found; null outside of a search.</param>
/// <param name="Sought">What the word was found by; null outside of a search.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamPlace")]
public sealed record TeamPlace(TeamId TeamId, DateTimeOffset? CreatedAt = null, string? Word = null, string? Sought = null);

/// <summary>One page of teams.</summary>
/// <param name="Items">The teams.</param>
/// <param name="Next">Where the next page goes on; null when this is the last.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamPage")]
public sealed record TeamPage(TeamListing[] Items, TeamPlace? Next);
