using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Purser.Gateway.Tests.Auth.Jwt;

/// <summary>A provider that issues tokens, and publishes its keys in a file.</summary>
internal sealed class Issuer : IDisposable
{
    public const string Name = "https://id.example.com";
    public const string Audience = "purser";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    // Made once: to find two large primes takes longer than a test.
    private static readonly RSA FirstRsa = RSA.Create(2048);
    private static readonly ECDsa FirstEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly List<(string Kid, AsymmetricAlgorithm Key)> keys = [];

    public Issuer(DateTimeOffset now)
    {
        Now = now;
        Add("rsa-1", FirstRsa);
        Add("ec-1", FirstEc);
        Publish();
    }

    public DateTimeOffset Now { get; }

    public string File { get; } = Path.GetTempFileName();

    public void Dispose() => System.IO.File.Delete(File);

    public void Add(string kid, AsymmetricAlgorithm key) => keys.Add((kid, key));

    public void Withdraw(string kid) => keys.RemoveAll(key => key.Kid == kid);

    public void Publish() => System.IO.File.WriteAllText(File, Keys());

    /// <summary>The public keys, and a secret that has no place among them.</summary>
    public string Keys()
    {
        var set = new JsonArray(new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = Base64UrlEncoder.Encode(Secret) });
        foreach (var (kid, key) in keys)
        {
            set.Add(key is RSA rsa
                ? new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = Encoded(rsa.ExportParameters(false).Modulus!), ["e"] = Encoded(rsa.ExportParameters(false).Exponent!) }
                : Point(kid, ((ECDsa)key).ExportParameters(false).Q));
        }

        return new JsonObject { ["keys"] = set }.ToJsonString();
    }

    public static byte[] Secret { get; } = RandomNumberGenerator.GetBytes(64);

    /// <summary>A good token of a team's, but for what is said to be otherwise.</summary>
    public string Issue(Action<SecurityTokenDescriptor>? change = null, string kid = "rsa-1", string? algorithm = null)
    {
        var key = keys.Single(key => key.Kid == kid).Key;
        SecurityKey signing = key is RSA rsa ? new RsaSecurityKey(rsa) { KeyId = kid } : new ECDsaSecurityKey((ECDsa)key) { KeyId = kid };
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = Now.UtcDateTime,
            NotBefore = Now.UtcDateTime,
            Expires = Now.AddMinutes(5).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "backend", ["purser_scope"] = "team", ["purser_team"] = "acme" },
            SigningCredentials = new SigningCredentials(signing, algorithm ?? (key is RSA ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256)),
        };
        change?.Invoke(descriptor);
        return Handler.CreateToken(descriptor);
    }

    /// <summary>A good token with another head, signed by whoever wants to.</summary>
    public string Forge(string head, Func<byte[], byte[]> sign)
    {
        var text = $"{Base64UrlEncoder.Encode(head)}.{Issue().Split('.')[1]}";
        return $"{text}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>What is published of a key, as text: known to everybody.</summary>
    public byte[] PublicKey() => Encoding.ASCII.GetBytes(((RSA)keys[0].Key).ExportSubjectPublicKeyInfoPem());

    private static JsonObject Point(string kid, ECPoint point) =>
        new() { ["kty"] = "EC", ["use"] = "sig", ["kid"] = kid, ["crv"] = "P-256", ["x"] = Encoded(point.X!), ["y"] = Encoded(point.Y!) };

    private static string Encoded(byte[] bytes) => Base64UrlEncoder.Encode(bytes);
}
