using System.Diagnostics.Metrics;

namespace Purser.Alerts;

/// <summary>What a silo counts of alerts on their way.</summary>
internal sealed class AlertMeter
{
    private readonly Counter<long> attempts;
    private readonly Histogram<double> lag;

    public AlertMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Purser");
        attempts = meter.CreateCounter<long>("purser.alerts.deliveries", "{attempt}", "Alerts that were posted, by how that ended.");
        lag = meter.CreateHistogram(
            "purser.alerts.lag", "s", "How long after its entry an alert was with its receiver.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 60, 600, 3600, 86_400] });
    }

    public void Delivered(TimeSpan after)
    {
        attempts.Add(1, new KeyValuePair<string, object?>("outcome", "delivered"));
        lag.Record(Math.Max(0, after.TotalSeconds));
    }

    public void Failed(bool isGivenUp) => attempts.Add(1, new KeyValuePair<string, object?>("outcome", isGivenUp ? "given_up" : "failed"));
}
