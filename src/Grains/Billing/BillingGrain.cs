using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Ledger;

namespace Purser.Billing;

/// <summary>
/// One team's dealings with Stripe. It is not reentrant: what Stripe answered is handed to the team before Stripe is asked
/// again, so an older answer never overtakes a newer one.
/// </summary>
internal sealed partial class BillingGrain(
    StripeAccount stripe, BillingStore store, Catalog catalog, DatabaseGuard guard, ILogger<BillingGrain> log)
    : Grain, IBillingGrain, IBillingEvents
{
    private TeamId TeamId => this.GetTeamId();

    private ITeamBilling Team => GrainFactory.GetGrain<ITeamBilling>(TeamId);

    private Dictionary<string, string> Named => new(StringComparer.Ordinal) { [StripeNames.Team] = TeamId.Value };

    /// <inheritdoc />
    public async Task<ReconcileOutcome> Reconcile()
    {
        var outcome = await ReconcileAsync();
        return outcome is ReconcileOutcome.Reconciled { Customer: { } customer, Subscription: null, IsCustomerMissing: false } reconciled
            ? reconciled with { IsCustomerMissing = await IsGoneAsync(customer) }
            : outcome;
    }

    /// <inheritdoc />
    public async Task<ReconcileOutcome?> Confirm() => stripe.Rate.HasRoomFor(StripeCaller.Background) ? await ReconcileAsync() : null;

    /// <inheritdoc />
    public async Task<TopUp[]?> GetTopUps() => await Team.GetBilling() is null ? null : await store.TopUpsAsync(TeamId);

    /// <inheritdoc />
    public Task<PackOffer[]> GetPacks() => Task.FromResult<PackOffer[]>(
        [.. catalog.Packs.OrderBy(static pack => pack.Value.Credits).ThenBy(static pack => pack.Key, StringComparer.Ordinal)
            .Select(pack => new PackOffer(pack.Key, new Credits(pack.Value.Credits), pack.Value.Amount, catalog.Currency))]);

    private async Task<ReconcileOutcome> ReconcileAsync()
    {
        if (await Team.GetBilling() is not { } standing)
        {
            return new ReconcileOutcome.NoSuchTeam();
        }

        if (!stripe.IsConfigured)
        {
            return new ReconcileOutcome.NotConfigured();
        }

        var outcome = standing.Customer is { } customer
            ? await FollowAsync(customer, standing)
            : new ReconcileOutcome.Reconciled(standing.Credits, Customer: null, Subscription: null, IsSettled: true);
        if (outcome is ReconcileOutcome.Refused)
        {
            return outcome;
        }

        foreach (var session in await store.UnsettledAsync(TeamId))
        {
            await SettleAsync(session);
        }

        if (standing.InFlight is not null)
        {
            await TopUpAutomatically();
        }

        // Who never bought a pack has none that could be refunded.
        standing = (await Team.GetBilling())!;
        if (standing is { Customer: { } payer, Purchases.Length: > 0 } && outcome is not ReconcileOutcome.Reconciled { IsCustomerMissing: true })
        {
            await SettleChargesAsync(payer, standing);
        }

        return outcome is ReconcileOutcome.Reconciled reconciled
            ? reconciled with { Credits = (await Team.GetBilling())!.Credits }
            : outcome;
    }
}
