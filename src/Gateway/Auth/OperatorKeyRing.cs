using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Purser.Gateway.Auth;

/// <summary>The operator's key, from the configuration.</summary>
internal sealed class OperatorKeyRing(IOptions<OperatorSettings> settings) : IKeyRing
{
    private readonly byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(settings.Value.OperatorKey));

    public ValueTask<Caller?> FindAsync(ReadOnlySpan<byte> sha256) =>
        new(CryptographicOperations.FixedTimeEquals(sha256, hash) ? Caller.Operator.Instance : null);
}

internal sealed class OperatorSettings
{
    public const string Section = "Purser";

    private const int Shortest = 16;

    /// <summary>The operator's API key. There is no default: a key everybody knows is none.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>What is wrong with it. The key is never repeated: it ends up in logs.</summary>
    public IEnumerable<string> Errors()
    {
        if (OperatorKey is not { Length: >= Shortest } key || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return $"{Section}:{nameof(OperatorKey)} has {OperatorKey?.Length ?? 0} characters; "
                + $"it must have at least {Shortest}, all of them printable ASCII without blanks.";
        }
    }
}
