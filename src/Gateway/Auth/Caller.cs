using Purser.Access;
using Purser.AuditTrail;

namespace Purser.Gateway.Auth;

/// <summary>Who presents a key, and what they may call with it.</summary>
/// <param name="Scope">What.</param>
/// <param name="TeamId">The only team that they may; null: all.</param>
/// <param name="Actor">Who they are in the audit trail.</param>
internal sealed record Caller(ApiKeyScope Scope, TeamId? TeamId, Actor Actor)
{
    /// <summary>Runs the installation.</summary>
    public static readonly Caller Operator = new(ApiKeyScope.Operator, null, Actor.Operator);

    /// <summary>Whether a call is theirs.</summary>
    /// <param name="call">Whose it is.</param>
    /// <param name="isRead">Whether it changes nothing.</param>
    /// <param name="team">The team in its address, as it is written there; null: it has none.</param>
    public bool May(CallOf call, bool isRead, string? team) => Scope switch
    {
        ApiKeyScope.Operator => true,
        ApiKeyScope.OperatorRead or ApiKeyScope.Team or ApiKeyScope.TeamRead when call == CallOf.Assistants => true,
        ApiKeyScope.OperatorRead => isRead,
        ApiKeyScope.Team => call != CallOf.Operators && IsOwn(team),
        ApiKeyScope.TeamRead => call != CallOf.Operators && isRead && IsOwn(team),
        ApiKeyScope.Debit => call == CallOf.Debiters && (TeamId is null || IsOwn(team)),
        _ => false,
    };

    /// <summary>What no team's address holds is no team's own.</summary>
    private bool IsOwn(string? team) => team is not null && TeamId is { } own && string.Equals(own.Value, team, StringComparison.Ordinal);
}

/// <summary>Whose a call is, at the least.</summary>
internal enum CallOf
{
    /// <summary>Of whoever has a key of the team in its address; where there is no team in it, of operators.</summary>
    Teams,

    /// <summary>Of operators alone: what teams are given, and that there are any.</summary>
    Operators,

    /// <summary>Of those too who have nothing to do but to debit.</summary>
    Debiters,

    /// <summary>Of all who may read anything: what they ask for inside it decides the rest.</summary>
    Assistants,
}

/// <summary>That an endpoint is called with a key, and whose.</summary>
internal sealed record KeyRequired(CallOf Call);
