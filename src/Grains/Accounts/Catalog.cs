namespace Purser.Accounts;

/// <summary>What is for sale, and what a trial is: configuration, with the defaults of the product's help page.</summary>
public sealed class Catalog
{
    /// <summary>Most credits per seat that a plan may have: keeps every allowance far inside a 64-bit count.</summary>
    public const long MostCreditsPerSeat = 1_000_000;

    /// <summary>Plans by code: credits per seat and month.</summary>
    /// <remarks>The defaults are the help page's: Lite 100, Pro 250, Max 500.</remarks>
    public IDictionary<string, long> Plans { get; } = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["lite"] = 100,
        ["pro"] = 250,
        ["max"] = 500,
    };

    /// <summary>Days of a trial; 14 is the help page's.</summary>
    public int TrialDays { get; set; } = 14;

    /// <summary>Credits a trial refills to every day, for the whole team; 10 lets a person try every action.</summary>
    public long TrialDailyCredits { get; set; } = 10;

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (TrialDays is < 1 or > 366)
        {
            yield return $"TrialDays is {TrialDays}; it must be 1 to 366.";
        }

        if (TrialDailyCredits is < 1 or > MostCreditsPerSeat)
        {
            yield return $"TrialDailyCredits is {TrialDailyCredits}; it must be 1 to {MostCreditsPerSeat}.";
        }

        if (Plans.Count == 0)
        {
            yield return "Plans is empty; there must be at least one.";
        }

        foreach (var (code, perSeat) in Plans)
        {
            if (!Limits.IsId(code))
            {
                yield return $"Plan code '{code}' must be 1–{Limits.IdLength} of A-Z a-z 0-9 . _ : -";
            }

            if (perSeat is < 1 or > MostCreditsPerSeat)
            {
                yield return $"Plan '{code}' has {perSeat} credits per seat; it must be 1 to {MostCreditsPerSeat}.";
            }
        }
    }
}
