using Orleans.Concurrency;
using Purser.Ledger;

namespace Purser.Alerts;

/// <summary>Keeps nothing itself: what must be the same everywhere is in the table.</summary>
[StatelessWorker, Reentrant]
internal sealed class AlertEndpointsGrain(AlertEndpointStore store, AlertSender sender, DatabaseGuard guard) : Grain, IAlertEndpoints
{
    /// <inheritdoc />
    public async Task<string?> Add(AlertEndpoint endpoint, AlertSecret secret)
    {
        if (sender.WhyNever(endpoint.Url) is { } never)
        {
            return never;
        }

        await UseAsync(() => store.AddAsync(endpoint, secret));
        return null;
    }

    /// <inheritdoc />
    public Task<AlertEndpoint[]> List(AlertEndpointsQuery query) => UseAsync(() => store.ListAsync(query));

    /// <inheritdoc />
    public Task<AlertEndpoint?> Rotate(string endpointId, AlertSecret secret, DateTimeOffset now, TimeSpan overlap) =>
        UseAsync(() => store.RotateAsync(endpointId, secret, now, overlap));

    /// <inheritdoc />
    public Task<bool> Remove(string endpointId, DateTimeOffset now) => UseAsync(() => store.RemoveAsync(endpointId, now));

    /// <inheritdoc />
    public async Task<AlertPosted?> Test(string endpointId)
    {
        var now = guard.Now();
        if (await UseAsync(() => store.FindAsync(endpointId, now)) is not { } endpoint)
        {
            return null;
        }

        var facts = new AlertFacts(Team: null);
        var alert = new RaisedAlert(AlertId: 0, TeamId: null, now, AlertKind.Test, EntryId: null, AlertWords.Say(AlertKind.Test, facts), facts);
        var message = AlertMessage.Of(alert) with { Id = $"test_{Guid.NewGuid():N}" };
        return (await sender.SendAsync(endpoint.Url, message, endpoint.Secrets, attempt: 1, CancellationToken.None)).Posted;
    }

    /// <inheritdoc />
    public Task<AlertDelivery[]?> Deliveries(AlertDeliveriesQuery query) => UseAsync<AlertDelivery[]?>(async () =>
        await store.FindAsync(query.EndpointId, guard.Now()) is null ? null : await store.DeliveriesAsync(query));

    private static Task<T> UseAsync<T>(Func<Task<T>> use) => Tables.UseAsync("The table of alert endpoints", use);
}
