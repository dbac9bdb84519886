namespace Purser.StripeStandIn;

/// <summary>How Stripe refuses whoever asks.</summary>
public enum ApiRefusal
{
    /// <summary>401: the key was revoked, or rolled.</summary>
    RevokedKey,

    /// <summary>403: the key is a restricted one that may not do this.</summary>
    NoPermission,

    /// <summary>400: something that the request names is not there.</summary>
    NothingThere,
}
