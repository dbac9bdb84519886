using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Purser.Portal;

namespace Purser.Gateway.Portal.Access;

/// <summary>
/// What a form of the page carries, so that no other site can send one in a visitor's name: made from the visit, which no other site
/// knows. It looks different each time: compressed beside what somebody else chose, its length would give it away bit by bit.
/// </summary>
internal sealed class FormToken(PortalKeys keys)
{
    public const string Field = "form";

    private const int Bytes = HMACSHA256.HashSizeInBytes;

    public async Task<string> ForAsync(Pass visit)
    {
        var mac = Mac((await keys.GetAsync())[0], visit);
        Span<byte> token = stackalloc byte[2 * Bytes];
        RandomNumberGenerator.Fill(token[..Bytes]);
        for (var at = 0; at < Bytes; at++)
        {
            token[Bytes + at] = (byte)(token[at] ^ mac[at]);
        }

        return Base64Url.EncodeToString(token);
    }

    public async Task<bool> IsOfAsync(Pass visit, string? text)
    {
        if (text is null || text.Length > 4 * Bytes || !Base64Url.IsValid(text, out var length) || length != 2 * Bytes)
        {
            return false;
        }

        var token = Base64Url.DecodeFromChars(text);
        var mac = new byte[Bytes];
        for (var at = 0; at < Bytes; at++)
        {
            mac[at] = (byte)(token[at] ^ token[Bytes + at]);
        }

        return Array.Exists(await keys.GetAsync(), key => CryptographicOperations.FixedTimeEquals(Mac(key, visit), mac));
    }

    private static byte[] Mac(PortalKey key, Pass visit) =>
        HMACSHA256.HashData(key.Secret, Encoding.ASCII.GetBytes($"purser.portal.form\n{visit}"));
}
