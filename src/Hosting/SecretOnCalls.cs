using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Purser.Hosting;

/// <summary>Puts the process' secret on every call that it makes of a grain.</summary>
/// <param name="secret">The one of its kind, see <see cref="ClusterSecrets"/>.</param>
public sealed class SecretOnCalls(string secret) : IOutgoingGrainCallFilter
{
    private const string Name = "purser.secret";

    /// <inheritdoc />
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        // What is set here ends with the call: the method that awaits it has a context of its own.
        if (context.TargetId.IsClient())
        {
            // No client learns by what silos are known, nor what another client came with.
            RequestContext.Remove(Name);
        }
        else
        {
            RequestContext.Set(Name, secret);
        }

        return context.Invoke();
    }

    /// <summary>What the call under way came with; null where it came with none.</summary>
    public static string? OfThisCall => RequestContext.Get(Name) as string;

    /// <summary>Whether it is a secret, in a time that does not tell how much of it is right.</summary>
    public static bool Is(string? shown, string secret) => shown is not null && secret.Length > 0
        && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(shown.AsSpan()), MemoryMarshal.AsBytes(secret.AsSpan()));
}
