namespace Purser.Gateway.Requests;

/// <summary>A member of a body whose absence says something else than null.</summary>
/// <param name="Value">What was sent.</param>
internal readonly record struct Optional<T>(T Value)
{
    /// <summary>Whether it was sent: false for the default.</summary>
    public bool IsSent { get; } = true;
}
