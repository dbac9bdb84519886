using Microsoft.Extensions.Logging;
using Purser.Teams;

namespace Purser.Billing;

/// <summary>What runs at Stripe for a team that was closed is ended there: nobody is charged for it again.</summary>
internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    public async Task<string?> EndAll()
    {
        if (await Team.GetBilling() is not { IsClosed: true } standing)
        {
            return null;
        }

        if (standing.Customer is { } customer && await EndAllAsync(customer, standing) is { } refusal)
        {
            return refusal;
        }

        await Team.NothingIsLeft();
        return null;
    }

    private async Task<string?> EndAllAsync(string customer, BillingStanding standing)
    {
        if (!stripe.IsConfigured)
        {
            return $"Team {TeamId} is Stripe's customer {customer}, and no silo has Stripe:ApiKey to tell Stripe with.";
        }

        // Pages first: what is paid on one meanwhile is ended with the rest.
        if (await ExpireAllAsync(customer) is { } refusal)
        {
            return refusal;
        }

        if (standing.InFlight is not null)
        {
            // Switched off, it is called off unless it was paid.
            await TopUpAutomatically();
        }

        return await EndSubscriptionsAsync(customer, standing);
    }

    private async Task<string?> ExpireAllAsync(string customer)
    {
        var open = await stripe.OpenSessionsAsync(customer);
        if (open.Refusal is { Kind: not StripeRefusalKind.Missing } refused)
        {
            return refused.Reason;
        }

        foreach (var session in open.Value?.Where(each => MetadataOf(each, StripeNames.Team) == TeamId.Value) ?? [])
        {
            switch (await stripe.ExpireSessionAsync(session.Id))
            {
                case { Refusal: { Kind: StripeRefusalKind.NoAccess } no }:
                    return no.Reason;
                case { Value: { Mode: "payment" } expired }:
                    await SettleAsync(expired, paidBy: null);
                    break;
            }

            // Another refusal says that it is not open any more: then it is settled like any other.
        }

        return null;
    }

    /// <summary>Cancels every subscription of the team, at once.</summary>
    /// <returns>Why Stripe refuses to; null where none is left.</returns>
    private async Task<string?> EndSubscriptionsAsync(string customer, BillingStanding standing)
    {
        var found = await stripe.SubscriptionsAsync(customer);
        if (found.Refusal is { Kind: not StripeRefusalKind.Missing } refused)
        {
            return refused.Reason;
        }

        var running = (found.Value ?? []).Where(each => IsOfThisTeam(each) && StateOf(each) != StripeState.Over).Select(each => each.Id);
        foreach (var subscription in running.Append(standing.Subscription).OfType<string>().Distinct(StringComparer.Ordinal).ToArray())
        {
            if (await EndAsync(subscription) is { } refusal)
            {
                return refusal;
            }

            LogEnded(TeamId, subscription);
            await Team.Follow(Ended(customer, subscription));
        }

        return null;
    }

    /// <summary>Cancels a subscription, at once.</summary>
    private async Task<string?> EndAsync(string subscription)
    {
        if ((await stripe.CancelSubscriptionAsync(subscription)).Refusal is not { } refusal)
        {
            return null;
        }

        // Of one that is over Stripe says that there is none to cancel.
        return await stripe.SubscriptionAsync(subscription) switch
        {
            { Value: { } seen } when StateOf(seen) == StripeState.Over => null,
            { Refusal: { Kind: StripeRefusalKind.Missing } missing } => OfAnotherAccount(missing),
            _ => refusal.Reason,
        };
    }

    /// <summary>Subscriptions are canceled but never deleted: we ask another account, and nothing was said of this one.</summary>
    private string OfAnotherAccount(StripeRefusal missing) =>
        $"{missing.Reason} Is Stripe:ApiKey of the account and mode that team {TeamId} subscribed in?";

    [LoggerMessage(Level = LogLevel.Information, Message = "The subscription {Subscription} of team {TeamId}, which is closed, is canceled at Stripe.")]
    private partial void LogEnded(TeamId teamId, string subscription);
}
