using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Purser.Hosting.Tls;

/// <summary>
/// A process' own certificate and the authority that it trusts, as the files have them when a connection is made. Connections that
/// there are stay.
/// </summary>
public sealed class ClusterCertificates : IDisposable
{
    /// <summary>What a silo's certificate is for, beside the other: to be called.</summary>
    private const string ToBeCalled = "1.3.6.1.5.5.7.3.1";

    /// <summary>What every process' certificate is for: to call.</summary>
    private const string ToCall = "1.3.6.1.5.5.7.3.2";

    private readonly Lock reading = new();
    private readonly ClusterTlsSettings settings;
    private readonly List<X509Certificate2> read = [];
    private Files current;

    /// <exception cref="CryptographicException">A file is not what it is to be.</exception>
    /// <exception cref="ArgumentException">The key is not the certificate's.</exception>
    public ClusterCertificates(ClusterTlsSettings settings)
    {
        this.settings = settings;
        current = Parse(ReadText());
    }

    /// <summary>The process' own.</summary>
    public X509Certificate2 Own => Current().Own;

    /// <summary>Whether somebody's is from the authority, of this time, and for what it is shown for.</summary>
    /// <param name="certificate">Theirs.</param>
    /// <param name="shown">What else they showed.</param>
    /// <param name="isSilo">Whether only a silo will do.</param>
    public bool Trusts(X509Certificate2 certificate, X509Chain? shown, bool isSilo)
    {
        if (!IsFor(certificate, isSilo))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Current().Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (shown is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }

    /// <summary>What is wrong with the process' own; null when nothing is.</summary>
    internal string? Objection(bool isSilo) => !IsFor(Own, isSilo)
        ? $"{ClusterTlsSettings.Section}:{nameof(ClusterTlsSettings.Certificate)} is not for {(isSilo ? "a silo" : "a client")}: its extended key usage must have clientAuth{(isSilo ? " and serverAuth" : "")}."
        : !Trusts(Own, shown: null, isSilo)
            ? $"{ClusterTlsSettings.Section}:{nameof(ClusterTlsSettings.Certificate)} is not from the authority, or not of this time: no other process would take it."
            : null;

    /// <inheritdoc />
    public void Dispose() => read.ForEach(static certificate => certificate.Dispose());

    /// <summary>One that does not say what it is for is for nothing: else a worker's could be a silo's.</summary>
    private static bool IsFor(X509Certificate2 certificate, bool isSilo)
    {
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static usage => usage.EnhancedKeyUsages.Cast<Oid>()).Select(static oid => oid.Value).ToList();
        return usages.Contains(ToCall) && (!isSilo || usages.Contains(ToBeCalled));
    }

    /// <remarks>Connections are few, and so the files are read for each: whether a file has changed, links to files do not tell.</remarks>
    private Files Current()
    {
        lock (reading)
        {
            try
            {
                var text = ReadText();
                current = text == current.Text ? current : Parse(text);
            }
            catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                // Half of it is written, say: certificate and key do not fit. What there was holds until they do.
            }

            return current;
        }
    }

    private (string Certificate, string Key, string Authority) ReadText() =>
        (File.ReadAllText(settings.Certificate), File.ReadAllText(settings.Key), File.ReadAllText(settings.Authority));

    private Files Parse((string Certificate, string Key, string Authority) text)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPem(text.Authority);
        var own = X509Certificate2.CreateFromPem(text.Certificate, text.Key);
        // Handshakes under way may still use those before; there are a handful in a process' life.
        read.AddRange([own, .. authority]);
        return new Files(text, own, authority);
    }

    private sealed record Files((string Certificate, string Key, string Authority) Text, X509Certificate2 Own, X509Certificate2Collection Authority);
}
