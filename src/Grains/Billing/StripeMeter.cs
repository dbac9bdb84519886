using System.Diagnostics.Metrics;

namespace Purser.Billing;

/// <summary>What a silo measures of Stripe.</summary>
internal sealed class StripeMeter(IMeterFactory meters)
{
    private readonly Histogram<double> durations = meters.Create("Purser").CreateHistogram(
        "purser.stripe.request.duration", "s", "How long Stripe took to answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] });

    /// <summary>A request is over.</summary>
    /// <param name="operation">What was asked for.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="took">How long it took.</param>
    public void Asked(string operation, string outcome, TimeSpan took) => durations.Record(
        took.TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));
}
