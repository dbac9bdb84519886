using Purser.Teams;

namespace Purser.Alerts;

/// <summary>What teams were told; the grain's key is 0.</summary>
/// <remarks>Every call may throw <see cref="LedgerUnavailableException"/>.</remarks>
[Alias("purser.IAlertLog")]
public interface IAlertLog : IGrainWithIntegerKey
{
    /// <summary>The last of what a team was told, the newest first.</summary>
    /// <param name="teamId">Which team.</param>
    /// <param name="count">How many; 1 to <see cref="Limits.PageSize"/>.</param>
    [Alias("Last")]
    Task<RaisedAlert[]> Last(TeamId teamId, int count);

    /// <summary>Raises an alert of kind <see cref="AlertKind.Test"/>, which goes the way that all go.</summary>
    /// <returns>Its id.</returns>
    [Alias("Test")]
    Task<long> Test(TeamId teamId);

    /// <summary>Who hears of a team's alerts: its own endpoints and those of all teams.</summary>
    [Alias("Listeners")]
    Task<AlertEndpoint[]> Listeners(TeamId teamId);
}
