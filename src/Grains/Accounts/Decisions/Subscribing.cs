namespace Purser.Accounts.Decisions;

/// <summary>Changes of a subscription that runs.</summary>
public static class Subscribing
{
    /// <summary>
    /// Plan or seats change: a larger allowance counts at once, a smaller one from renewal. Compared with the highest
    /// allowance held in this cycle, so that up, down, up never yields more than that.
    /// </summary>
    public static TeamEvent.SubscriptionChanged Change(TeamAccount team, Subscription subscription)
    {
        var highest = Credits.Max(team.Total, subscription.Allowance);
        return new TeamEvent.SubscriptionChanged(subscription, highest - team.Total);
    }
}
