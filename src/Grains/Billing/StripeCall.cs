using System.Diagnostics;
using System.Text.Json;
using Purser.Ledger;

namespace Purser.Billing;

/// <summary>One request to Stripe, as traces and metrics tell of it.</summary>
internal sealed class StripeCall : IDisposable
{
    private readonly StripeMeter meter;
    private readonly string operation;
    private readonly Activity? span;
    private readonly long began = TimeProvider.System.GetTimestamp();
    private string outcome = "away";

    /// <param name="meter">Hears of it.</param>
    /// <param name="question">The method that asks.</param>
    public StripeCall(StripeMeter meter, string question)
    {
        this.meter = meter;
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
        meter.Asked(operation, outcome, TimeProvider.System.GetElapsedTime(began));
    }
}
