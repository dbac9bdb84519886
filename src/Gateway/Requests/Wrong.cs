using System.Text.Json;
using Purser.Gateway.Answers;

namespace Purser.Gateway.Requests;

/// <summary>The words for a value that is not what it must be, the same wherever it is read.</summary>
internal static class Wrong
{
    public const string HalfACharacter = "A string holds half a character (a lone surrogate such as \\ud800).";

    public static string NoText(string? name) => $"{name} must be a string.";

    public static string NoFlag(string? name) => $"{name} must be true or false.";

    public static string NoNumber(string? name, long least, long most) => $"{name} must be a whole number from {least} to {most}.";

    public static string NoCode<TWord>(string? name)
        where TWord : struct, Enum => $"{name} must be one of {Codes.List<TWord>()}.";

    public static string NoInstant(string? name) => $"{name} must be an RFC 3339 instant such as 2026-01-31T00:00:00Z.";

    public static string NoDay(string? name) => $"{name} must be a day such as 2026-01-31, not before 2000.";

    public static string Not(string? name, string rule) => $"{name} must be {rule}.";

    public static string Unknown(string name, string all) => $"There is no member {name} here; the members are {all}.";

    public static string Repeated(string? name) => $"The member {name} is there twice.";

    public static string Missing(string name) => $"The member {name} is missing.";

    /// <summary>A member's name from outside, fit to be said again.</summary>
    public static string Shorten(string name) =>
        new([.. (name.Length > 40 ? name[..40] + "…" : name).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '\ufffd' : character)]);

    /// <summary>A member's name as a step of a JSON pointer.</summary>
    public static string Step(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>A member of a body or a parameter that is not what it must be; the serializer adds the path to it.</summary>
internal sealed class WrongValueException(string detail) : JsonException(detail)
{
    /// <summary>The path as a JSON pointer.</summary>
    /// <remarks>It leads through members of our own naming only, so nothing in it is escaped.</remarks>
    public string Pointer => Path!.Replace("$", "#", StringComparison.Ordinal)
        .Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal);
}
