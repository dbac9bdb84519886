using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Stripe.Checkout;

namespace Purser.Billing;

/// <summary>Checkout Sessions, and the customers they are opened for: one session per order, one customer per team.</summary>
internal sealed partial class BillingGrain
{
    /// <summary>A page that is about to expire is nothing to send a payer to.</summary>
    private static readonly TimeSpan TimeToPay = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A customer made within a day of one who was deleted may be that very one again, by Stripe's memory of the key: so twice.
    /// </summary>
    private const int MostReplaced = 2;

    /// <summary>Opens a session for the team's customer. One who is no longer known to Stripe is replaced.</summary>
    private async Task<StripeAnswer<Session>> OpenSessionAsync(BillingStanding standing, string? key, SessionCreateOptions options)
    {
        options.ClientReferenceId = TeamId.Value;
        options.CancelUrl = options.SuccessUrl.Replace(StripeNames.SessionPlaceholder, StripeNames.NoSession, StringComparison.Ordinal);
        options.Metadata[StripeNames.Order] = Fingerprint(options);
        for (var (customer, replaced) = (standing.Customer, 0); ; replaced++)
        {
            if (customer is not null)
            {
                var opened = await FindOrCreateAsync(customer, key, options);
                if (opened.Refusal is not { IsOfCustomer: true } || replaced == MostReplaced)
                {
                    return opened;
                }
            }

            var made = await NewCustomerAsync(standing.Credits.Name, customer);
            if (made.Refusal is { } refusal)
            {
                return new StripeAnswer<Session>.Refused(refusal);
            }

            customer = made.Value!.Id;
        }
    }

    /// <summary>The session that is open for the same thing, else a new one: two tabs pay once.</summary>
    private async Task<StripeAnswer<Session>> FindOrCreateAsync(string customer, string? key, SessionCreateOptions options)
    {
        options.Customer = customer;
        var open = await stripe.OpenSessionsAsync(customer);
        if (open.Refusal is { } refusal)
        {
            return new StripeAnswer<Session>.Refused(
                refusal.Kind == StripeRefusalKind.Missing ? refusal with { Parameter = "customer" } : refusal);
        }

        var stripeKey = key is null ? null : StripeKey(customer, key);
        if (stripeKey is not null)
        {
            options.Metadata[StripeNames.OrderKey] = stripeKey;
        }

        var order = options.Metadata[StripeNames.Order];
        if (stripeKey is not null && open.Value!.Exists(each => MetadataOf(each, StripeNames.OrderKey) == stripeKey && MetadataOf(each, StripeNames.Order) != order))
        {
            return new StripeAnswer<Session>.Refused(new StripeRefusal(StripeRefusalKind.KeyReused, "The key is of another order."));
        }

        return open.Value!.Find(each => MetadataOf(each, StripeNames.Order) == order && Utc(each.ExpiresAt) > guard.Now() + TimeToPay) is { } same
            ? new StripeAnswer<Session>.Given(same)
            : await stripe.CreateSessionAsync(options, stripeKey);
    }

    /// <summary>
    /// Makes the team's customer, or the one that replaces a customer who was deleted, or is of another account or mode: one,
    /// however often this is asked, because Stripe's key says whom it replaces.
    /// </summary>
    private async Task<StripeAnswer<Stripe.Customer>> NewCustomerAsync(string name, string? gone)
    {
        var answer = await stripe.CreateCustomerAsync(
            new() { Name = name, Metadata = Named }, $"purser-customer-{TeamId}" + (gone is null ? "" : $"-after-{gone}"));
        if (answer.Value is { } customer)
        {
            await store.LinkAsync(customer.Id, TeamId);
            await Team.Link(customer.Id, replaces: gone);
        }

        return answer;
    }

    /// <summary>The team's other open sessions of the same kind are not to be paid as well.</summary>
    private async Task ExpireOthersAsync(Session paid, DateTimeOffset openedBefore)
    {
        if (paid.CustomerId is null)
        {
            return;
        }

        try
        {
            foreach (var other in (await stripe.OpenSessionsAsync(paid.CustomerId)).OrMissing() ?? [])
            {
                if (other.Id != paid.Id && other.Mode == paid.Mode && Utc(other.Created) < openedBefore
                    && MetadataOf(other, StripeNames.Team) == TeamId.Value)
                {
                    // A refusal says that it is not open any more: then it is settled like any other.
                    await stripe.ExpireSessionAsync(other.Id);
                }
            }
        }
        catch (StripeAwayException away)
        {
            // What was paid for is not held up by it: the others expire by themselves within a day.
            LogNotExpired(TeamId, away.Message);
        }
    }

    private static string? MetadataOf(Session session, string name) => session.Metadata?.GetValueOrDefault(name);

    /// <summary>A key of the caller's as one of Stripe's, which has fewer characters and knows no teams.</summary>
    private string StripeKey(string customer, string key) => "purser-" + Hash($"{TeamId}\0{customer}\0{key}");

    /// <summary>What is ordered, at which price, and where the payer comes back to.</summary>
    private static string Fingerprint(SessionCreateOptions options)
    {
        var item = options.LineItems[0];
        return Hash(string.Create(CultureInfo.InvariantCulture,
            $"{item.Price}\0{item.PriceData?.UnitAmount}\0{item.PriceData?.Currency}\0{item.Quantity}\0"
            + $"{options.Metadata.GetValueOrDefault(StripeNames.Pack)}\0{options.Metadata.GetValueOrDefault(StripeNames.Credits)}\0{options.SuccessUrl}"));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other Checkout Sessions of team {TeamId} stay open until they expire: {Reason}")]
    private partial void LogNotExpired(TeamId teamId, string reason);
}
