namespace Purser.Gateway.Auth;

/// <summary>The key with which everything begins.</summary>
internal sealed class OperatorSettings
{
    public const string Section = "Purser";

    private const int Shortest = 16;

    /// <summary>The operator's API key. There is no default: a key everybody knows is none.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>What is wrong with it. The key is never repeated: it ends up in logs.</summary>
    public IEnumerable<string> Errors()
    {
        if (OperatorKey is not { Length: >= Shortest } key || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return $"{Section}:{nameof(OperatorKey)} has {OperatorKey?.Length ?? 0} characters; "
                + $"it must have at least {Shortest}, all of them printable ASCII without blanks.";
        }
    }
}
