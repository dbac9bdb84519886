using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Purser.Gateway.Portal.Access;

/// <summary>Text that only a gateway of this installation can have written: <c>key.text.mac</c>.</summary>
internal sealed class Seal(PortalKeys keys)
{
    /// <summary>Longer than anything that is ever sealed.</summary>
    private const int Longest = 512;

    /// <param name="purpose">What it is for; sealed for one purpose, it is worth nothing for another.</param>
    /// <param name="text">ASCII.</param>
    public async Task<string> CloseAsync(string purpose, string text)
    {
        var key = (await keys.GetAsync())[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Id}.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text))}.{Base64Url.EncodeToString(Mac(key.Secret, purpose, text))}");
    }

    /// <summary>What was sealed; null where it was not, or for something else, or was altered.</summary>
    public async Task<string?> OpenAsync(string purpose, string? sealedText)
    {
        if (sealedText is not { Length: > 0 and <= Longest } || sealedText.Split('.') is not [var id, var body, var mac]
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var keyId)
            || !Base64Url.IsValid(body) || !Base64Url.IsValid(mac)
            || Array.Find(await keys.GetAsync(), key => key.Id == keyId) is not { } signer)
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(body));
        return CryptographicOperations.FixedTimeEquals(Mac(signer.Secret, purpose, text), Base64Url.DecodeFromChars(mac)) ? text : null;
    }

    private static byte[] Mac(byte[] secret, string purpose, string text) =>
        HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes($"{purpose}\n{text}"));
}
