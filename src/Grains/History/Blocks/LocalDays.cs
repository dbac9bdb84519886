namespace Purser.History.Blocks;

/// <summary>Days in a time zone, of instants in microseconds since 1970.</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    private const long Second = 1_000_000;

    /// <summary>The day that an instant lies in.</summary>
    public DateOnly DayOf(long instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>The first instant after another that lies in another day.</summary>
    /// <remarks>
    /// A day has 23, 24 or 25 hours, and where clocks are changed at midnight it may begin at one o'clock. Changes fall on whole
    /// seconds, so the second is searched for between one that is in the day and one that is not.
    /// </remarks>
    public long EndOf(long instant)
    {
        var day = DayOf(instant);
        var low = instant / Second;
        var high = low + 3600;
        while (DayOf(high * Second) == day)
        {
            (low, high) = (high, high + 3600);
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = DayOf(middle * Second) == day ? (middle, high) : (low, middle);
        }

        return high * Second;
    }

    private DateTime Local(long instant) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMicroseconds(instant), zone);
}
