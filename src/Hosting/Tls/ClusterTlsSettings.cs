using System.Security.Cryptography;

namespace Purser.Hosting.Tls;

/// <summary>
/// The certificates by which silos, gateways and workers know each other; files in PEM format. None set: what goes between them is not
/// encrypted.
/// </summary>
public sealed record ClusterTlsSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:ClusterTls";

    /// <summary>The process' own certificate.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The key of it.</summary>
    public string Key { get; set; } = "";

    /// <summary>The certificates of the authority, or of several, that all others' must be from.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Whether connections are encrypted, and both ends known.</summary>
    public bool IsUsed => Certificate.Length > 0 || Key.Length > 0 || Authority.Length > 0;

    /// <summary>What is wrong with it, naming key and file; empty when nothing is.</summary>
    /// <param name="isSilo">Whether the process is called by others, too.</param>
    public IEnumerable<string> Errors(bool isSilo)
    {
        if (!IsUsed)
        {
            return [];
        }

        (string Key, string File)[] files = [(nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authority), Authority)];
        string[] missing = [.. files.Where(static file => !File.Exists(file.File)).Select(static file =>
            file.File.Length == 0 ? $"{Section}:{file.Key} is not set: certificate, key and authority go together." : $"{Section}:{file.Key} is {file.File}: there is no such file.")];
        if (missing.Length > 0)
        {
            return missing;
        }

        try
        {
            using var certificates = new ClusterCertificates(this);
            return certificates.Objection(isSilo) is { } objection ? [objection] : [];
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return [$"{Section} names files that are no certificate, key and authority in PEM format: {unreadable.Message}"];
        }
    }
}
