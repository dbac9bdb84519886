namespace Purser.Jobs;

/// <summary>A job as it was posted: what a search query is asked of, and what a matcher scores.</summary>
/// <remarks>Two are equal when all their parts are, the skills one by one.</remarks>
/// <param name="Id">The feed's own id, see <see cref="JobId"/>.</param>
/// <param name="Title">1 to <see cref="JobLimits.TitleLength"/> characters.</param>
/// <param name="Description">Up to <see cref="JobLimits.DescriptionLength"/> characters; empty where the feed has none.</param>
/// <param name="Payment">How it is paid.</param>
/// <param name="Level">The experience that is asked for, e.g. <c>Expert</c>; empty where the feed says none.</param>
/// <param name="Budget">Of a fixed price, 0 to <see cref="JobLimits.Amount"/> in the feed's currency; null where none is said.</param>
/// <param name="Rate">Of an hourly job, in the feed's currency; null where none is said.</param>
/// <param name="Skills">Up to <see cref="JobLimits.Skills"/>.</param>
/// <param name="PostedAt">When it was posted; null where the feed does not say.</param>
public sealed record JobPost(
    JobId Id,
    string Title,
    string Description,
    JobPayment Payment,
    string Level,
    decimal? Budget,
    HourlyRate? Rate,
    IReadOnlyList<string> Skills,
    DateTimeOffset? PostedAt)
{
    /// <inheritdoc/>
    public bool Equals(JobPost? other) =>
        other is not null
        && (Id, Title, Description, Payment, Level) == (other.Id, other.Title, other.Description, other.Payment, other.Level)
        && (Budget, Rate, PostedAt) == (other.Budget, other.Rate, other.PostedAt)
        && Skills.SequenceEqual(other.Skills, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Title, Description, Budget);
}

/// <summary>How a job is paid.</summary>
public enum JobPayment : byte
{
    /// <summary>The feed does not say.</summary>
    Unknown = 0,

    /// <summary>A price for the whole job.</summary>
    Fixed = 1,

    /// <summary>By the hour.</summary>
    Hourly = 2,
}

/// <summary>What an hour is paid; either end may be open, but not both.</summary>
public readonly record struct HourlyRate(decimal? Low, decimal? High);
