namespace Purser.Gateway.Portal.Access;

/// <summary>That somebody was let in, by whichever way.</summary>
/// <param name="TeamId">To whose page.</param>
/// <param name="MemberId">As whom.</param>
/// <param name="Path">What the addresses of the page begin with.</param>
/// <param name="HoldsAsync">Whether they would be let in again now.</param>
internal sealed record Admission(TeamId TeamId, MemberId MemberId, string Path, Func<Task<bool>> HoldsAsync)
{
    /// <summary>The origin of the page that this is shown in; null where it is the gateway's own.</summary>
    public string? Origin { get; init; }

    /// <summary>What a form has to carry; empty where none has to.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>Whether a form is from who was let in; null where nobody else can send one.</summary>
    public Func<HttpRequest, Task<bool>>? IsOwnFormAsync { get; init; }
}
