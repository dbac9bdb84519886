using System.Security.Cryptography;
using System.Text;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>The name of a worker that was given none: the same after a restart, another for another team or feed.</summary>
internal static class WorkerName
{
    private const int MachineLength = 40;

    public static string Of(string machine, TeamId teamId, FeedSource feed)
    {
        var place = feed switch
        {
            FeedSource.Lines lines => Path.GetFullPath(lines.Path),
            FeedSource.Folder folder => Path.GetFullPath(folder.Path),
            FeedSource.Address address => address.Url.AbsoluteUri,
            _ => "-",
        };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{teamId}\n{place}"));
        var name = string.Concat(machine.Where(char.IsAsciiLetterOrDigit).Take(MachineLength));
        return $"{(name.Length > 0 ? name : "worker")}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }
}
