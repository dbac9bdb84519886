using Purser.Teams;

namespace Purser.Alerts;

/// <summary>Where alerts go; the grain's key is 0.</summary>
/// <remarks>Every call may throw <see cref="LedgerUnavailableException"/>: it is not known whether it was done, and may be repeated.</remarks>
[Alias("purser.IAlertEndpoints")]
public interface IAlertEndpoints : IGrainWithIntegerKey
{
    /// <summary>Adds one: it gets what is raised from now on. The same one again changes nothing.</summary>
    /// <param name="endpoint">It.</param>
    /// <param name="secret">What its messages are signed with.</param>
    /// <returns>Null: it is added; else why nothing would ever be posted there.</returns>
    [Alias("Add")]
    Task<string?> Add(AlertEndpoint endpoint, AlertSecret secret);

    /// <summary>Some of them, the newest first.</summary>
    [Alias("List")]
    Task<AlertEndpoint[]> List(AlertEndpointsQuery query);

    /// <summary>Gives one another secret. Until the overlap is over, messages are signed with both.</summary>
    /// <returns>The endpoint as it is now; null where there is none.</returns>
    [Alias("Rotate")]
    Task<AlertEndpoint?> Rotate(string endpointId, AlertSecret secret, DateTimeOffset now, TimeSpan overlap);

    /// <summary>Removes one: what is on its way to it is given up.</summary>
    /// <returns>Whether there was one, removed before or not.</returns>
    [Alias("Remove")]
    Task<bool> Remove(string endpointId, DateTimeOffset now);

    /// <summary>Posts a message of kind <see cref="AlertKind.Test"/> to one, now and once.</summary>
    /// <returns>How that ended; null where there is no such endpoint.</returns>
    [Alias("Test"), ResponseTimeout("00:00:30")]
    Task<AlertPosted?> Test(string endpointId);

    /// <summary>What became of the alerts that went to one, the newest first; null where there is no such endpoint.</summary>
    [Alias("Deliveries")]
    Task<AlertDelivery[]?> Deliveries(AlertDeliveriesQuery query);
}
