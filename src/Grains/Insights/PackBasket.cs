using Purser.Accounts;

namespace Purser.Insights;

/// <summary>Packs to buy together.</summary>
/// <param name="Amount">What they cost.</param>
/// <param name="Credits">What is in them.</param>
/// <param name="Packs">How many of which.</param>
internal sealed record PackBasket(long Amount, long Credits, PackCount[] Packs)
{
    /// <summary>As many different sums are looked through, each a multiple of what all packs' sizes have in common.</summary>
    private const int MostSums = 20_000;

    /// <summary>The cheapest packs that hold at least so many credits; of those that cost the same, the ones with the most. Null where none are sold, or none are needed.</summary>
    public static PackBasket? Cheapest(IEnumerable<KeyValuePair<string, CatalogPack>> catalog, long credits)
    {
        var packs = catalog.OrderByDescending(pack => pack.Value.Credits).ThenBy(pack => pack.Key, StringComparer.Ordinal).ToArray();
        if (packs.Length == 0 || credits <= 0)
        {
            return null;
        }

        var step = packs.Select(pack => pack.Value.Credits).Aggregate(Common);
        var counts = new int[packs.Length];
        var best = packs.Select((pack, at) => (pack.Value, At: at)).MinBy(pack => (decimal)pack.Value.Amount / pack.Value.Credits);
        var rest = credits;
        if ((credits / step) + 1 > MostSums)
        {
            // Of very many credits nearly all are cheapest by the pack with the best price.
            counts[best.At] = (int)Math.Min(int.MaxValue / 2, Math.Max(0, (credits - (MostSums / 2 * step)) / best.Value.Credits));
            rest -= counts[best.At] * best.Value.Credits;
        }

        Fill(packs, (int)Math.Min(MostSums, ((rest - 1) / step) + 1), step, counts);
        var chosen = packs.Zip(counts).Where(pack => pack.Second > 0).ToArray();
        return new PackBasket(
            chosen.Sum(pack => pack.First.Value.Amount * pack.Second),
            chosen.Sum(pack => pack.First.Value.Credits * pack.Second),
            Array.ConvertAll(chosen, pack => new PackCount(pack.First.Key, pack.Second)));
    }

    /// <summary>Adds the cheapest packs that hold at least so many steps: the cheapest for each sum from the cheapest for smaller ones.</summary>
    private static void Fill(KeyValuePair<string, CatalogPack>[] packs, int steps, long step, int[] counts)
    {
        var (amounts, choices) = (new long[steps + 1], new int[steps + 1]);
        for (var sum = 1; sum <= steps; sum++)
        {
            amounts[sum] = long.MaxValue;
            for (var at = 0; at < packs.Length; at++)
            {
                var amount = amounts[Before(sum, at)] + packs[at].Value.Amount;
                // The larger pack comes first, and stays where a smaller one costs the same.
                if (amount < amounts[sum])
                {
                    (amounts[sum], choices[sum]) = (amount, at);
                }
            }
        }

        for (var sum = steps; sum > 0; sum = Before(sum, choices[sum]))
        {
            counts[choices[sum]]++;
        }

        int Before(int sum, int at) => (int)Math.Max(0, sum - (packs[at].Value.Credits / step));
    }

    private static long Common(long one, long other) => other == 0 ? one : Common(other, one % other);
}
