using System.Globalization;
using Purser.Gateway.Problems;
using Purser.Jobs;

namespace Purser.Gateway.AutoBid;

/// <summary>Search queries as callers send them.</summary>
internal static class Queries
{
    public static readonly string Rule = string.Create(
        CultureInfo.InvariantCulture, $"empty, or at most {Limits.QueryLength} printable characters, not only blanks");

    public static Problem Wrong(QueryError error, ProblemPlace place) =>
        new(StatusCodes.Status400BadRequest, "invalid_query", "The search query cannot be read.", error.Message)
        {
            IsRefusal = true,
            Place = place,
            Position = error.Position,
        };
}
