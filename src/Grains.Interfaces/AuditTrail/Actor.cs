namespace Purser.AuditTrail;

/// <summary>Who changes something, as the audit trail says it. It goes along with the call, from the edge to where the change is written.</summary>
/// <param name="Text">Their kind and, where there are many of it, which.</param>
public readonly record struct Actor(string Text)
{
    /// <summary>Whoever holds the operator's key, which is in the configuration.</summary>
    public static readonly Actor Operator = new("operator");

    /// <summary>Stripe, by a webhook or by what it answered to somebody who came back from its pages.</summary>
    public static readonly Actor Stripe = new("stripe");

    /// <summary>Purser itself: because time has passed, say.</summary>
    public static readonly Actor Purser = new("purser");

    private const string Name = "purser.actor";

    /// <summary>Whom this call is made for.</summary>
    public static Actor Current => RequestContext.Get(Name) is string text ? new Actor(text) : Purser;

    /// <summary>Whoever holds an API key.</summary>
    public static Actor Key(string keyId) => new($"key:{keyId}");

    /// <summary>A member of the team, on the page.</summary>
    public static Actor Member(MemberId memberId) => new($"member:{memberId.Value}");

    /// <summary>What is called from here on in this asynchronous method, and in those that it calls, is done for this one.</summary>
    public void Act() => RequestContext.Set(Name, Text);

    /// <inheritdoc />
    public override string ToString() => Text;
}
