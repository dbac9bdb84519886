using Orleans.Concurrency;
using Purser.Ledger;

namespace Purser.Alerts;

/// <summary>Keeps nothing itself.</summary>
[StatelessWorker, Reentrant]
internal sealed class AlertLogGrain(AlertLog log, AlertEndpointStore endpoints, AlertBell bell, DatabaseGuard guard) : Grain, IAlertLog
{
    /// <inheritdoc />
    public Task<RaisedAlert[]> Last(TeamId teamId, int count) => UseAsync(() => log.LastAsync(teamId, count));

    /// <inheritdoc />
    public async Task<long> Test(TeamId teamId)
    {
        var row = new AlertRow(teamId, $"test:{Guid.NewGuid():N}", guard.Now(), AlertKind.Test, EntryId: null, AlertRow.Write(new AlertFacts(Team: null)));
        var raised = await UseAsync(() => log.RaiseAsync(row));
        bell.Ring();
        return raised!.Value;
    }

    /// <inheritdoc />
    public Task<AlertEndpoint[]> Listeners(TeamId teamId) => UseAsync(() => endpoints.ListenersAsync(teamId, Limits.PageSize));

    private static Task<T> UseAsync<T>(Func<Task<T>> use) => Tables.UseAsync("The tables of alerts", use);
}
