using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Purser.Access;

/// <summary>What a caller presents: 256 bits by chance, so that a SHA-256 without salt is all that needs to be kept.</summary>
public static class Secret
{
    private const int Bytes = 32;

    /// <summary>Another one, in printable characters.</summary>
    /// <param name="beginning">How it begins, so that whoever finds one somewhere knows what it is.</param>
    public static string New(string beginning) => beginning + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Its SHA-256.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
