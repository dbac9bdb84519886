using Purser.Accounts;
using Purser.Accounts.Decisions;

namespace Purser.Teams;

/// <summary>A command that happens at most once per idempotency key.</summary>
internal abstract class KeyedCommand(string key)
{
    public string Key { get; } = key;

    /// <summary>Whether it takes a credit that is given back unless it is confirmed.</summary>
    public virtual bool Holds => false;

    /// <summary>Whether it spends: then it waits until the team's past has been told.</summary>
    public virtual bool Spends => false;

    /// <summary>What it means for a team whose time has been brought up to date.</summary>
    public abstract KeyedDecision Decide(TeamAccount team);

    /// <summary>Whether an event in the ledger is what this very request led to.</summary>
    public abstract bool LedTo(TeamEvent happened);
}

/// <summary>A debit.</summary>
internal sealed class DebitCommand(DebitRequest request) : KeyedCommand(request.Key)
{
    /// <inheritdoc />
    public override bool Holds => request.HoldSeconds is not null;

    /// <inheritdoc />
    public override bool Spends => true;

    /// <inheritdoc />
    public override KeyedDecision Decide(TeamAccount team) => Debiting.Decide(team, request) switch
    {
        DebitDecision.Take take => new KeyedDecision.Happen(take.Event),
        DebitDecision.Refuse refuse => new KeyedDecision.Refuse(refuse.Refusal),
        var other => throw new InvalidOperationException($"Unknown decision {other}."),
    };

    /// <inheritdoc />
    public override bool LedTo(TeamEvent happened) =>
        happened is TeamEvent.Debited debited
        && debited.MemberId == request.MemberId
        && debited.Action == request.Action
        && debited.JobId == request.JobId
        && debited.Regeneration == request.Regeneration
        && debited.HoldSeconds == request.HoldSeconds;
}

/// <summary>A grant of extra credits by an operator.</summary>
internal sealed class GrantCommand(ExtraGrant grant) : KeyedCommand(grant.Key)
{
    /// <inheritdoc />
    public override KeyedDecision Decide(TeamAccount team) =>
        new KeyedDecision.Happen(new TeamEvent.ExtraGranted(grant.Credits, grant.Reason));

    /// <inheritdoc />
    public override bool LedTo(TeamEvent happened) =>
        happened is TeamEvent.ExtraGranted granted && granted.Credits == grant.Credits && granted.Reason == grant.Reason;
}

/// <summary>What a keyed command means for its team.</summary>
internal abstract record KeyedDecision
{
    private KeyedDecision()
    {
    }

    /// <summary>This happens.</summary>
    public sealed record Happen(TeamEvent Event) : KeyedDecision;

    /// <summary>A rule stands against it.</summary>
    public sealed record Refuse(Refusal Refusal) : KeyedDecision;
}

/// <summary>How a keyed command ended.</summary>
internal abstract record KeyedResult
{
    private KeyedResult()
    {
    }

    /// <summary>It happened, now or (<paramref name="Replayed"/>) when the key was first used.</summary>
    public sealed record Done(Entry Entry, bool Replayed) : KeyedResult;

    /// <summary>The key was used before, for another request.</summary>
    public sealed record KeyReused(Refusal Refusal) : KeyedResult;

    /// <summary>A rule stood against it when the team's last entry was <paramref name="AtVersion"/>.</summary>
    public sealed record Refused(Refusal Refusal, long AtVersion) : KeyedResult;
}
