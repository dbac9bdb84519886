using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Purser.Access;

/// <summary>
/// What a caller presents: 256 bits by chance, so that a SHA-256 without salt is all that needs to be kept. It is shown once, when it
/// is made.
/// </summary>
/// <param name="Text">It, in printable characters.</param>
public readonly record struct ApiKeySecret(string Text)
{
    /// <summary>So that whoever finds one somewhere knows what it is.</summary>
    private const string Beginning = "purser_";

    private const int Bytes = 32;
    private const int PrefixLength = 12;

    /// <summary>How it begins: enough to tell keys apart, and to guess nothing by.</summary>
    public string Prefix => Text[..PrefixLength];

    /// <summary>Its SHA-256.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>Another one.</summary>
    public static ApiKeySecret New() => new(Beginning + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>An id for a key, by chance too.</summary>
    public static string NewKeyId() => "key_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>Never the secret: it ends up in logs.</summary>
    public override string ToString() => $"{Prefix}…";
}
