using System.Text;
using Microsoft.IdentityModel.Tokens;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Auth.Jwt;

/// <summary>
/// The issuer's public keys. They are read again as often as the settings say, and when a token names one that is not known, at most once a minute: nobody
/// makes this gateway ask by making tokens up. What was read is kept while the issuer cannot be reached.
/// </summary>
internal sealed partial class IssuerKeys(JwtSettings settings, TimeProvider time, ILogger<IssuerKeys> log) : IDisposable
{
    private const int LargestSet = 1024 * 1024;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(1);

    /// <summary>While there are none at all.</summary>
    private static readonly TimeSpan BetweenFirstReads = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = LargestSet,
    };

    private readonly Lock gate = new();
    private KeySet? known;
    private Task<KeySet?>? reading;
    private long triedAt;

    /// <summary>The keys as they were read last; null where that is too long ago to go by them alone.</summary>
    public KeySet? Fresh => Volatile.Read(ref known) is { } now && time.GetElapsedTime(now.ReadAt) < settings.KeysRefresh ? now : null;

    /// <summary>The keys, fresh enough.</summary>
    /// <param name="kid">The one that is wanted.</param>
    /// <exception cref="ProblemException">They could never be read.</exception>
    public async ValueTask<KeySet> ReadAsync(string kid)
    {
        if (Fresh is { } fresh && fresh.Find(kid) is not null)
        {
            return fresh;
        }

        var read = ReadOnceAsync();
        if (Volatile.Read(ref known) is { } now && now.Find(kid) is not null && time.GetElapsedTime(now.ReadAt) < settings.KeysRefresh * 2)
        {
            // Nobody waits for a provider that is slow, if it was heard not long ago.
            return now;
        }

        return await read ?? Volatile.Read(ref known) ?? throw new ProblemException(Problem.NothingDone() with
        {
            Detail = "The keys of the identity provider cannot be read, so nothing was done; send the request again.",
        });
    }

    public void Dispose() => http.Dispose();

    /// <summary>Once for all who wait, and no sooner than a while after the last time; null: nothing new.</summary>
    private Task<KeySet?> ReadOnceAsync()
    {
        lock (gate)
        {
            if (reading is { IsCompleted: false } underWay)
            {
                return underWay;
            }

            if (triedAt != 0 && time.GetElapsedTime(triedAt) < (known is null ? BetweenFirstReads : BetweenReads))
            {
                return Task.FromResult<KeySet?>(null);
            }

            triedAt = time.GetTimestamp();
            return reading = ReadAsync();
        }
    }

    private async Task<KeySet?> ReadAsync()
    {
        try
        {
            var text = Uri.TryCreate(settings.Keys, UriKind.Absolute, out var address) && !address.IsFile
                ? Encoding.UTF8.GetString(await http.GetByteArrayAsync(address))
                : await File.ReadAllTextAsync(settings.Keys!);
            var read = new KeySet(text, time.GetTimestamp());
            Volatile.Write(ref known, read);
            return read;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            LogUnread(settings.Keys!, failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys of the identity provider cannot be read from {Place}: {Reason}")]
    private partial void LogUnread(string place, string reason);
}

/// <summary>Keys as they were read once, and what was found good with them.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<string, SecurityKey> keys = new(StringComparer.Ordinal);

    /// <param name="json">A JSON Web Key Set.</param>
    /// <param name="readAt">The timestamp of then.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public KeySet(string json, long readAt)
    {
        ReadAt = readAt;
        foreach (var key in new JsonWebKeySet(json).Keys)
        {
            // A secret that is shared signs as well as it checks: who may read it could make tokens.
            if (key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Use is null or "sig" && !string.IsNullOrEmpty(key.Kid))
            {
                keys[key.Kid] = key;
            }
        }

        if (keys.Count == 0)
        {
            throw new ArgumentException("It has no public key with an id.", nameof(json));
        }
    }

    public long ReadAt { get; }

    /// <summary>Callers by the hash of their token: signatures are checked once while these keys hold.</summary>
    public KnownTokens Tokens { get; } = new();

    public SecurityKey? Find(string kid) => keys.GetValueOrDefault(kid);
}
