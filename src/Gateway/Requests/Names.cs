namespace Purser.Gateway.Requests;

/// <summary>The rules of free text, in words.</summary>
internal static class Names
{
    public static readonly string Rule = $"1 to {Limits.NameLength} printable characters, not only blanks";

    public static readonly string ReasonRule = $"1 to {Limits.ReasonLength} printable characters, not only blanks";
}
