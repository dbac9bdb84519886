using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser;

/// <summary>
/// Codes are snake_case strings (<c>cover_letter</c>); numbers are refused, so that a stored number
/// never becomes part of anybody's contract.
/// </summary>
public sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
