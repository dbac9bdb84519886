namespace Purser.Accounts;

/// <summary>
/// What is for sale, and what a trial is: configuration. Credits, plans and trial default to the product's help page; prices
/// are examples, to be replaced by one's own.
/// </summary>
public sealed class Catalog
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:Catalog";

    /// <summary>Most credits per seat that a plan may have, and most of a pack: keeps every count far inside 64 bits.</summary>
    public const long MostCredits = 1_000_000;

    /// <summary>Plans by code.</summary>
    /// <remarks>The defaults are the help page's: Lite 100, Pro 250, Max 500.</remarks>
    public IDictionary<string, CatalogPlan> Plans { get; } = new Dictionary<string, CatalogPlan>(StringComparer.Ordinal)
    {
        ["lite"] = new() { CreditsPerSeat = 100, Amount = 900 },
        ["pro"] = new() { CreditsPerSeat = 250, Amount = 1900 },
        ["max"] = new() { CreditsPerSeat = 500, Amount = 3400 },
    };

    /// <summary>Packs of extra credits by code.</summary>
    /// <remarks>The defaults are examples: dearer per credit than a plan, cheaper the larger they are.</remarks>
    public IDictionary<string, CatalogPack> Packs { get; } = new Dictionary<string, CatalogPack>(StringComparer.Ordinal)
    {
        ["small"] = new() { Credits = 100, Amount = 1200 },
        ["medium"] = new() { Credits = 500, Amount = 4900 },
        ["large"] = new() { Credits = 2000, Amount = 16900 },
    };

    /// <summary>What amounts are in: a lower-case ISO code, as Stripe writes it.</summary>
    public string Currency { get; set; } = "usd";

    /// <summary>Days of a trial; 14 is the help page's.</summary>
    public int TrialDays { get; set; } = 14;

    /// <summary>Credits a trial refills to every day, for the whole team; 10 lets a person try every action.</summary>
    public long TrialDailyCredits { get; set; } = 10;

    /// <summary>The plan sold under a Stripe price; null when none is.</summary>
    public string? PlanOfPrice(string stripePrice) =>
        Plans.FirstOrDefault(plan => plan.Value.StripePrices.Contains(stripePrice, StringComparer.Ordinal)).Key;

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (TrialDays is < 1 or > 366)
        {
            yield return $"{Section}:TrialDays is {TrialDays}; it must be 1 to 366.";
        }

        if (TrialDailyCredits is < 1 or > MostCredits)
        {
            yield return $"{Section}:TrialDailyCredits is {TrialDailyCredits}; it must be 1 to {MostCredits}.";
        }

        if (Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterLower))
        {
            yield return $"{Section}:Currency is '{Currency}'; it must be three lower-case letters, such as usd.";
        }

        if (Plans.Count == 0)
        {
            yield return $"{Section}:Plans is empty; there must be at least one.";
        }

        var wares = Plans.Select(plan => ("Plan", plan.Key, plan.Value.CreditsPerSeat, plan.Value.Amount))
            .Concat(Packs.Select(pack => ("Pack", pack.Key, pack.Value.Credits, pack.Value.Amount)));
        foreach (var (kind, code, credits, amount) in wares)
        {
            if (!IdRule.Holds(code))
            {
                yield return $"{Section}: {kind} code '{code}' must be {IdRule.Words}";
            }

            if (credits is < 1 or > MostCredits)
            {
                yield return $"{Section}: {kind} '{code}' has {credits} credits; it must be 1 to {MostCredits}.";
            }

            if (amount is < 0 or > 99_999_999)
            {
                yield return $"{Section}: {kind} '{code}' has the amount {amount}; it must be 0 to 99999999, in the currency's smallest unit.";
            }
        }

        var prices = Plans.Values.SelectMany(plan => plan.StripePrices).Concat(Packs.Values.Select(pack => pack.StripePrice).OfType<string>());
        foreach (var price in prices.GroupBy(price => price, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"{Section}: StripePrice '{price.Key}' stands for several plans or packs; each needs its own.";
        }
    }
}

/// <summary>A plan: what a seat of it gets and costs every month.</summary>
public sealed class CatalogPlan
{
    /// <summary>Credits per seat and month.</summary>
    public long CreditsPerSeat { get; set; }

    /// <summary>Price per seat and month in the currency's smallest unit: for forecasts; what is charged is Stripe's price.</summary>
    public long Amount { get; set; }

    /// <summary>The recurring Stripe price it is sold under; null where Stripe does not sell it.</summary>
    public string? StripePrice { get; set; }

    /// <summary>
    /// Prices it was sold under before, or is in another currency: a Stripe price never changes, so raising one makes a new one,
    /// and those who subscribed earlier keep theirs.
    /// </summary>
    public IList<string> OtherStripePrices { get; } = [];

    internal IEnumerable<string> StripePrices => StripePrice is null ? OtherStripePrices : OtherStripePrices.Prepend(StripePrice);
}

/// <summary>A pack of extra credits.</summary>
public sealed class CatalogPack
{
    /// <summary>Credits in it.</summary>
    public long Credits { get; set; }

    /// <summary>Price in the currency's smallest unit; charged where there is no <see cref="StripePrice"/>.</summary>
    public long Amount { get; set; }

    /// <summary>The one-time Stripe price it is sold under; null sells it for <see cref="Amount"/>.</summary>
    public string? StripePrice { get; set; }
}
