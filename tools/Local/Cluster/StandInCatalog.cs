using Purser.StripeStandIn;

namespace Purser.Local;

/// <summary>
/// The prices that the catalog's default plans are sold under at the stand-in, and the configuration that tells the silos so.
/// Packs need no price of their own: they are sold for what the catalog says.
/// </summary>
internal static class StandInCatalog
{
    private static readonly (string Plan, string Product, long Amount)[] Plans =
        [("lite", "Lite", 900), ("pro", "Pro", 1900), ("max", "Max", 3400)];

    public static IReadOnlyList<StripePrice> Prices { get; } =
        [.. Plans.Select(plan => new StripePrice(PriceOf(plan.Plan), plan.Product, plan.Amount, Monthly: true))];

    /// <summary>By environment variable.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Configuration { get; } =
        [.. Plans.Select(plan => KeyValuePair.Create($"Purser__Catalog__Plans__{plan.Plan}__StripePrice", (string?)PriceOf(plan.Plan)))];

    private static string PriceOf(string plan) => $"price_{plan}";
}
