using System.Security.Cryptography;
using System.Text.Json;

namespace Purser.StripeStandIn;

/// <summary>
/// Where the stand-in keeps its state between runs. Only the owner can read it: it holds the secret of the webhooks.
/// </summary>
internal sealed class StandInFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string state;
    private readonly string secret;

    public StandInFolder(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        state = Path.Combine(path, "stripe.json");
        secret = Path.Combine(path, "webhook.secret");
    }

    /// <summary>What signs the webhooks; made at the first start.</summary>
    public string WebhookSecret()
    {
        if (!File.Exists(secret))
        {
            Write(secret, NewWebhookSecret());
        }

        return File.ReadAllText(secret).Trim();
    }

    public static string NewWebhookSecret() => "whsec_" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>What an earlier run left; null at the first start.</summary>
    /// <exception cref="StandInException">It is there and cannot be read.</exception>
    public StripeMemory? Read()
    {
        try
        {
            return File.Exists(state) ? JsonSerializer.Deserialize<StripeMemory>(File.ReadAllText(state)) : null;
        }
        catch (JsonException broken)
        {
            throw new StandInException($"{state} cannot be read ({broken.Message}). Delete it to begin with an empty Stripe.", broken);
        }
    }

    /// <summary>Replaces the state as a whole, so that it is never half of something.</summary>
    public void Write(StripeMemory memory)
    {
        var next = state + ".next";
        Write(next, JsonSerializer.Serialize(memory));
        File.Move(next, state, overwrite: true);
    }

    private static void Write(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }
}
