using System.Security.Cryptography;

namespace Purser.Alerts;

/// <summary>
/// What messages are signed with, as the Standard Webhooks scheme writes it: <c>whsec_</c> and the key in base64. It is shown once, and
/// kept, because both sides sign with it.
/// </summary>
/// <param name="Text">It.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertSecret")]
public readonly record struct AlertSecret(string Text)
{
    private const string Beginning = "whsec_";
    private const int Bytes = 32;

    /// <summary>The key itself.</summary>
    public byte[] Key => Convert.FromBase64String(Text[Beginning.Length..]);

    /// <summary>Another one.</summary>
    public static AlertSecret New() => new(Beginning + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>An id for an endpoint, by chance too.</summary>
    public static string NewEndpointId() => "end_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>Never the secret: it ends up in logs.</summary>
    public override string ToString() => $"{Beginning}…";
}
