namespace Purser.StripeStandIn;

/// <summary>What happens when a customer is charged.</summary>
public enum CardBehaviour
{
    Succeeds,

    /// <summary>Every charge is declined.</summary>
    Fails,

    /// <summary>Like a bank debit: the payment is processing until somebody settles it or lets it fail.</summary>
    Async,

    /// <summary>The bank wants the payer to confirm each charge: where nobody is there, it waits.</summary>
    NeedsPayer,
}
