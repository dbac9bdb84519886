using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Purser.Tests;

/// <summary>An authority that issues certificates for a test, as files in a folder of its own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ToBeCalled = "1.3.6.1.5.5.7.3.1";
    private const string ToCall = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("purser-tls-");
    private readonly X509Certificate2 root;
    private int issued;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=An authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        root = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2));
        File.WriteAllText(Certificate, root.ExportCertificatePem());
    }

    /// <summary>The file of its own certificate.</summary>
    public string Certificate => Path.Combine(folder.FullName, "authority.pem");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The files of a new certificate and of its key.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="isServer">Whether it is good for being called, too.</param>
    /// <param name="isOver">Whether its time has passed.</param>
    public (string Certificate, string Key) Issue(string name, bool isServer, bool isOver = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(isServer ? [new Oid(ToBeCalled), new Oid(ToCall)] : [new Oid(ToCall)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, Now.AddHours(-2), isOver ? Now.AddHours(-1) : Now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        var file = Path.Combine(folder.FullName, $"{++issued}");
        File.WriteAllText($"{file}.pem", certificate.ExportCertificatePem());
        File.WriteAllText($"{file}.key", key.ExportPkcs8PrivateKeyPem());
        return ($"{file}.pem", $"{file}.key");
    }

    /// <summary>Whether it issued a certificate.</summary>
    public bool Signed(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        root.Dispose();
        folder.Delete(recursive: true);
    }
}
