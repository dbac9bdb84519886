namespace Purser.AuditTrail;

/// <summary>Who changes something, as the audit trail says it. It goes along with the call, from the edge to where the change is written.</summary>
/// <param name="Text">Their kind and, where there are many of it, which.</param>
public readonly record struct Actor(string Text)
{
    /// <summary>Whoever holds the operator's key, which is in the configuration.</summary>
    public static readonly Actor Operator = new("operator");

    /// <summary>Stripe, by what it says of plans, packs and refunds, whoever had it asked.</summary>
    public static readonly Actor Stripe = new("stripe");

    /// <summary>Purser itself: because time has passed, say.</summary>
    public static readonly Actor Purser = new("purser");

    /// <summary>Nobody said: a client of the cluster without a gateway, or a gateway of a version before.</summary>
    public static readonly Actor Unknown = new("unknown");

    private const string Name = "purser.actor";

    /// <summary>Whom this call is made for.</summary>
    public static Actor Current => RequestContext.Get(Name) is string text ? new Actor(text) : Unknown;

    /// <summary>Whoever holds an API key.</summary>
    public static Actor Key(string keyId) => new($"key:{keyId}");

    /// <summary>Whoever presents a token of the deployment's own provider.</summary>
    /// <param name="subject">Who they are there.</param>
    public static Actor Token(string subject) => new($"token:{subject}");

    /// <summary>A member of the team, on the page.</summary>
    public static Actor Member(MemberId memberId) => new($"member:{memberId.Value}");

    /// <summary>What is called from here on in this asynchronous method, and in those that it calls, is done for this one.</summary>
    public void Act() => RequestContext.Set(Name, Text);

    /// <inheritdoc />
    public override string ToString() => Text;
}
