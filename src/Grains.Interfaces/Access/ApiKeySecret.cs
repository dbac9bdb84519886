using System.Security.Cryptography;

namespace Purser.Access;

/// <summary>The secret of an API key. It is shown once, when it is made.</summary>
/// <param name="Text">It, in printable characters.</param>
public readonly record struct ApiKeySecret(string Text)
{
    private const string Beginning = "purser_";
    private const int PrefixLength = 12;

    /// <summary>How it begins: enough to tell keys apart, and to guess nothing by.</summary>
    public string Prefix => Text[..PrefixLength];

    /// <summary>Its SHA-256.</summary>
    public byte[] Hash => Secret.HashOf(Text);

    /// <summary>Another one.</summary>
    public static ApiKeySecret New() => new(Secret.New(Beginning));

    /// <summary>An id for a key, by chance too.</summary>
    public static string NewKeyId() => "key_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>Never the secret: it ends up in logs.</summary>
    public override string ToString() => $"{Prefix}…";
}
