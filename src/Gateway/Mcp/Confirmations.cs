using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Purser.Gateway.Cluster;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Problems;
using Purser.Portal;

namespace Purser.Gateway.Mcp;

/// <summary>
/// The confirmations of changes: each is good for one caller, tool, team and set of arguments, for minutes. They are sealed with the keys that all
/// gateways share, so that any of them honours what another one gave, and nothing is kept meanwhile.
/// </summary>
internal sealed class Confirmations(Seal seal, ClusterCalls cluster, TimeProvider time)
{
    private const string Purpose = "purser.mcp.confirmation";

    /// <summary>Time to show a person what would happen.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    public async Task<(string Token, DateTimeOffset ExpiresAt)> OfferAsync(ToolCall call)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + Lasts).ToUnixTimeSeconds());
        var text = string.Create(CultureInfo.InvariantCulture, $"{expiresAt.ToUnixTimeSeconds()}/{Guid.NewGuid():N}/{HashOf(call)}");
        return (await seal.CloseAsync(Purpose, text), expiresAt);
    }

    /// <exception cref="ProblemException">It is none, or is over, or is for something else.</exception>
    public async Task<Confirmation> ReadAsync(ToolCall call, string token)
    {
        if ((await seal.OpenAsync(Purpose, token))?.Split('/') is not [var expires, var id, var hash])
        {
            throw Refused("confirmation_unknown", "The confirmation is none that was given here.");
        }

        var confirmation = new Confirmation(
            Guid.ParseExact(id, "N"), DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)));
        if (confirmation.ExpiresAt <= time.GetUtcNow())
        {
            throw Refused("confirmation_expired", "The confirmation has expired.");
        }

        return string.Equals(hash, HashOf(call), StringComparison.Ordinal)
            ? confirmation
            : throw Refused("confirmation_differs", "The confirmation was given for another call: it holds for one caller, tool, team and set of arguments.");
    }

    /// <summary>For changes that would undo what others changed since, were they made again: this call is the confirmation's only one.</summary>
    /// <exception cref="ProblemException">There was one before.</exception>
    public async Task UseUpAsync(Confirmation confirmation)
    {
        var use = new LinkUse(confirmation.Id, Guid.NewGuid(), confirmation.ExpiresAt);
        if (!await cluster.AskAsync(grains => grains.PortalDoor().UseLink(use)))
        {
            throw Refused("confirmation_used", "The confirmation was used before.");
        }
    }

    private static ProblemException Refused(string code, string title) =>
        new(Problem.Conflict(code, title, $"{title} Nothing was changed; call without confirm to see how things stand."));

    /// <remarks>None of the parts but the last has a line's end.</remarks>
    private static string HashOf(ToolCall call) => Base64Url.EncodeToString(SHA256.HashData(
        [.. Encoding.UTF8.GetBytes($"{call.Caller.Actor}\n{call.Tool.Name}\n{call.TeamInAddress}\n"), .. call.Json()]));
}

/// <summary>A confirmation that holds for the call it came with.</summary>
/// <param name="Id">Its own, by chance.</param>
/// <param name="ExpiresAt">When it is over.</param>
internal sealed record Confirmation(Guid Id, DateTimeOffset ExpiresAt)
{
    /// <summary>The idempotency key of what it confirms.</summary>
    public string Key => $"mcp-{Id:N}";
}
