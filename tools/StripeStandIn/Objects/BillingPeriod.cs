namespace Purser.StripeStandIn;

/// <summary>The time that a subscription's item is paid for.</summary>
internal readonly record struct BillingPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>
    /// The month that begins at an instant. Months are counted from the anchor, never from the previous end: an anchor
    /// on the 31st gives 28 February and then 31 March.
    /// </summary>
    public static BillingPeriod From(DateTimeOffset start, DateTimeOffset anchor)
    {
        var months = ((start.UtcDateTime.Year - anchor.UtcDateTime.Year) * 12) + start.UtcDateTime.Month - anchor.UtcDateTime.Month;
        var end = Boundary(anchor, months);
        return new(start, end > start ? end : Boundary(anchor, months + 1));
    }

    /// <summary>The month, counted from the anchor, that an instant lies in.</summary>
    public static BillingPeriod Around(DateTimeOffset instant, DateTimeOffset anchor)
    {
        var period = From(anchor, anchor);
        while (period.End <= instant)
        {
            period = From(period.End, anchor);
        }

        return period;
    }

    /// <summary>The part of an amount for the whole period that falls to the time from an instant to its end.</summary>
    public long Share(long amount, DateTimeOffset from)
    {
        var whole = (End - Start).Ticks;
        var rest = Math.Clamp((End - from).Ticks, 0, whole);
        return whole == 0 ? 0 : (long)Math.Round(amount * ((decimal)rest / whole), MidpointRounding.AwayFromZero);
    }

    private static DateTimeOffset Boundary(DateTimeOffset anchor, int months) =>
        new(anchor.UtcDateTime.AddMonths(months), TimeSpan.Zero);
}
