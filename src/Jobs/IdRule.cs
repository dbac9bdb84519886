using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Purser;

/// <summary>
/// What an id of a caller's own looks like: <see cref="JobId"/>, <c>TeamId</c>, <c>MemberId</c>. Codes of plans and packs and the
/// names of workers and runs look the same.
/// </summary>
/// <remarks>
/// Dots alone are none: clients and servers take them out of an address, which then is another one.
/// </remarks>
public static class IdRule
{
    /// <summary>Longest id, in characters.</summary>
    public const int Longest = 64;

    /// <summary>The rule in words, to follow "must be".</summary>
    public const string Words = "1 to 64 of the characters A-Z a-z 0-9 . _ : -, not dots alone";

    /// <summary>The rule as a regular expression, but for the length.</summary>
    public const string Pattern = @"^(?!\.+$)[A-Za-z0-9._:\-]+$";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>Whether a text may be an id.</summary>
    public static bool Holds([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= Longest }
        && !text.AsSpan().ContainsAnyExcept(Characters)
        && (text[0] != '.' || text.AsSpan().ContainsAnyExcept('.'));

    /// <summary>What is thrown for a text that is none.</summary>
    /// <param name="what">Which id, e.g. <c>team</c>.</param>
    /// <param name="text">The text.</param>
    public static FormatException Broken(string what, string? text) => new($"The {what} id is '{text}'; it must be {Words}.");

    /// <summary>What is thrown where the default of an id's type is used: nobody has it.</summary>
    public static InvalidOperationException NeverSet(string what) => new($"A {what} id was never set.");
}
