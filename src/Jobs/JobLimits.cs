namespace Purser.Jobs;

/// <summary>How long a job post and a search query may be: enough for every real one, and no more than is cheap to keep.</summary>
public static class JobLimits
{
    /// <summary>Longest title, in characters.</summary>
    public const int TitleLength = 500;

    /// <summary>Longest description, in characters.</summary>
    public const int DescriptionLength = 50_000;

    /// <summary>Most skills of one job.</summary>
    public const int Skills = 100;

    /// <summary>Longest skill or level, in characters.</summary>
    public const int SkillLength = 100;

    /// <summary>The highest budget or rate, in the feed's currency.</summary>
    public const decimal Amount = 1_000_000_000_000;

    /// <summary>How far ahead of our clock a job may have been posted: further, and the feed's clock is wrong.</summary>
    public static readonly TimeSpan PostedAhead = TimeSpan.FromDays(1);

    /// <summary>Longest search query, in characters.</summary>
    public const int QueryCharacters = 500;

    /// <summary>Longest search query, in UTF-16 units: room for <see cref="QueryCharacters"/> of whatever kind.</summary>
    public const int QueryLength = 2 * QueryCharacters;

    /// <summary>How deep parentheses of a search query may be nested.</summary>
    public const int QueryDepth = 50;
}
