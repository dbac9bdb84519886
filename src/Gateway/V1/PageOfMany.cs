using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

/// <summary>Which page of a list that has no filters.</summary>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record PageOfMany(string? Cursor = null, [Between(1, Limits.PageSize)] int Limit = 50);
