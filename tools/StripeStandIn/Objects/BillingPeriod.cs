namespace Purser.StripeStandIn;

/// <summary>The time that a subscription's item is paid for.</summary>
internal readonly record struct BillingPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>
    /// The period of so many months that begins at an instant. Months are counted from the anchor, never from the previous end: an
    /// anchor on the 31st gives 28 February and then 31 March.
    /// </summary>
    public static BillingPeriod From(DateTimeOffset start, DateTimeOffset anchor, int months)
    {
        var passed = ((start.UtcDateTime.Year - anchor.UtcDateTime.Year) * 12) + start.UtcDateTime.Month - anchor.UtcDateTime.Month;
        var before = (int)Math.Floor(passed / (double)months) * months;
        var end = Boundary(anchor, before);
        return new(start, end > start ? end : Boundary(anchor, before + months));
    }

    /// <summary>The period, counted from the anchor, that an instant lies in.</summary>
    public static BillingPeriod Around(DateTimeOffset instant, DateTimeOffset anchor, int months)
    {
        var period = From(anchor, anchor, months);
        while (period.End <= instant)
        {
            period = From(period.End, anchor, months);
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
