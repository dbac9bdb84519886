using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Purser.Ledger;

namespace Purser.Billing;

/// <summary>One request to Stripe, as traces and metrics tell of it.</summary>
internal sealed class StripeCall : IDisposable
{
    private static readonly Meter Meter = new("Purser");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "purser.stripe.request.duration", "s", "How long Stripe took to answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] });

    private readonly string operation;
    private readonly Activity? span;
    private readonly long began = TimeProvider.System.GetTimestamp();
    private string outcome = "away";

    /// <param name="question">The method that asks.</param>
    public StripeCall(string question)
    {
        operation = JsonNamingPolicy.SnakeCaseLower.ConvertName(question.EndsWith("Async", StringComparison.Ordinal) ? question[..^"Async".Length] : question);
        span = SiloTraces.Call($"stripe {operation}");
    }

    /// <summary>It answered.</summary>
    public void Given() => outcome = "given";

    /// <summary>It refused.</summary>
    public void Refused(StripeRefusalKind kind)
    {
        outcome = "refused";
        SiloTraces.Fail(span, JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}"));
    }

    /// <summary>It is over; without a word before it did not answer with sense.</summary>
    public void Dispose()
    {
        if (outcome == "away")
        {
            SiloTraces.Fail(span, outcome);
        }

        span?.Dispose();
        Durations.Record(
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));
    }
}
