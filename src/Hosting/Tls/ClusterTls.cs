using Orleans.Connections.Security;

namespace Purser.Hosting.Tls;

/// <summary>Connections between silos, gateways and workers on which both ends show a certificate.</summary>
public static class ClusterTls
{
    /// <summary>A name is sent because the protocol has one. Who the other end is, its certificate's authority and usage say.</summary>
    private const string Name = "purser";

    /// <summary>A client's connections to silos.</summary>
    public static IClientBuilder UseTls(this IClientBuilder client, ClusterCertificates certificates) =>
        client.UseTls(options => Configure(options, certificates, othersAreSilos: true));

    /// <summary>How one end of a connection knows the other.</summary>
    /// <param name="certificates">What it shows, and whom it trusts.</param>
    /// <param name="othersAreSilos">Whether only a silo will do.</param>
    public static TlsOptions With(ClusterCertificates certificates, bool othersAreSilos)
    {
        var options = new TlsOptions();
        Configure(options, certificates, othersAreSilos);
        return options;
    }

    private static void Configure(TlsOptions options, ClusterCertificates certificates, bool othersAreSilos)
    {
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, chain, _) => certificates.Trusts(certificate, chain, othersAreSilos);
        options.LocalServerCertificateSelector = (_, _) => certificates.Own;
        options.LocalClientCertificateSelector = (_, _, _, _, _) => certificates.Own;
        options.OnAuthenticateAsClient = static (_, ssl) => ssl.TargetHost = Name;
    }
}
