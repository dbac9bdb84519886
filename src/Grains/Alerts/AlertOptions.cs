namespace Purser.Alerts;

/// <summary>Section <c>Alerts</c> of the configuration.</summary>
public sealed class AlertOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Alerts";

    /// <summary>Whether teams are told that they will run dry. Each forecast reads weeks of a team's use.</summary>
    public bool Forecasts { get; set; } = true;

    /// <summary>
    /// Whether alerts may go to addresses within the operator's own network, and over plain HTTP. No by default: whoever may name an
    /// address would reach, through the silo, what only the silo can reach.
    /// </summary>
    public bool PrivateReceivers { get; set; }
}
