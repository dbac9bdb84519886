namespace Purser.Alerts;

/// <summary>When a message is posted again: ten attempts over three days, further and further apart.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(18), TimeSpan.FromHours(22),
    ];

    /// <summary>The longest that a receiver may put it off.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>When the next attempt is made.</summary>
    /// <param name="attempts">How many failed.</param>
    /// <param name="now">When the last of them did.</param>
    /// <param name="wish">How long the receiver would like to be left alone.</param>
    /// <returns>Null: none is made any more.</returns>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset now, TimeSpan? wish)
    {
        if (attempts > Pauses.Length)
        {
            return null;
        }

        var pause = Pauses[attempts - 1];
        return now + (wish is { } longer && longer > pause ? (longer < Longest ? longer : Longest) : pause);
    }
}
