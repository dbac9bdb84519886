namespace Purser.Gateway.Requests;

/// <summary>The rules of free text, in words.</summary>
internal static class Names
{
    public static readonly string Rule =
        $"1 to {Limits.NameLength} printable characters, not only blanks or invisible ones, and none that turns the direction of text (U+202A to U+202E, U+2066 to U+2069)";

    public static readonly string ReasonRule = $"1 to {Limits.ReasonLength} printable characters, not only blanks";

    public const string Description =
        "Printable characters, not only blanks or invisible ones, and none that turns the direction of text (`U+202A` to `U+202E`, `U+2066` to `U+2069`).";
}
