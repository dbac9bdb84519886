using System.Globalization;
using Purser.Gateway.Answers;
using Purser.Insights;

namespace Purser.Gateway.V1;

/// <summary>Sentences about a forecast. Days and hours are the team's own.</summary>
internal static class ForecastWords
{
    /// <summary>Less use than this is little to go by.</summary>
    private const double FewDays = 3;

    /// <summary>Within that time hours are said, and beyond it days.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromDays(2);

    public static string Of(TeamForecast forecast) =>
        forecast is { Basis.Days: < FewDays, Spendable.Count: > 0 } ? $"{When(forecast)} This goes by less than three days of use." : When(forecast);

    private static string When(TeamForecast forecast) => forecast switch
    {
        { Basis: null, Spendable.Count: 0 } => "Nothing can be spent now, so nothing is forecast.",
        { Basis: null } or { Dry: null } => "Too little was used lately to say when credits run dry.",
        { Spendable.Count: 0 } => $"No credits are left; {End(forecast)}.",
        { Dry: { Likely: { } likely } dry } =>
            $"Credits are likely to run dry {At(likely, forecast)}, {Range(dry, forecast)}; {End(forecast)}.",
        { Dry.Earliest: { } earliest } => $"Credits are likely to last, but may run dry from {At(earliest, forecast)} on; {End(forecast)}.",
        _ => $"Credits last: {End(forecast)}.",
    };

    public static InsightAction? Advise(RemedyOffer[] options, string currency) => options is not [{ Covers: true } first, ..]
        ? null
        : new InsightAction(
            first.Kind switch
            {
                RemedyKind.Save => "save",
                RemedyKind.Packs => "buy_packs",
                RemedyKind.Plan => "larger_plan",
                _ => "more_seats",
            },
            Say(first, currency) + Compare(first, options, currency),
            first.Credits.Count);

    private static string Say(RemedyOffer offer, string currency) => offer.Kind switch
    {
        RemedyKind.Save => $"Following the other advice is likely to save {offer.Credits} credits until then, which is enough.",
        RemedyKind.Packs => $"Top up: {string.Join(" and ", offer.Packs.Select(pack => $"{pack.Count} × {pack.Pack}"))} for {Money(offer.Amount, currency)}.",
        RemedyKind.Plan => $"Take the plan {offer.Plan} for {offer.Seats} seats: {Money(offer.Amount, currency)} for the rest of this cycle, {Money(offer.Monthly, currency)} more in a full month.",
        _ => $"Have {offer.Seats} seats: {Money(offer.Amount, currency)} for the rest of this cycle, {Money(offer.Monthly, currency)} more in a full month.",
    };

    /// <summary>Which is cheaper in the long run, where that is another.</summary>
    private static string Compare(RemedyOffer first, RemedyOffer[] options, string currency) =>
        options.Where(option => option is { Covers: true, Kind: not RemedyKind.Save }).MinBy(option => option.Monthly) is { } cheapest
            && first.Kind != RemedyKind.Save && cheapest.Monthly < first.Monthly
            ? $" Month after month the cheapest is {(cheapest.Kind == RemedyKind.Packs ? "topping up" : $"{cheapest.Plan} for {cheapest.Seats} seats")}: {Money(cheapest.Monthly, currency)} instead of {Money(first.Monthly, currency)}."
            : "";

    private static string Range(DryForecast dry, TeamForecast forecast) => (dry.Earliest, dry.Latest) switch
    {
        ({ } earliest, { } latest) => $"between {At(earliest, forecast)} and {At(latest, forecast)} in four of five cases",
        ({ } earliest, null) => $"from {At(earliest, forecast)} on, and perhaps not at all",
        _ => "though that is not sure",
    };

    private static string End(TeamForecast forecast) => forecast.Resets ? $"the pool refills {At(forecast.Until, forecast)}" : $"this looks ahead to {At(forecast.Until, forecast)}";

    /// <summary>To the hour where it is near, else to the day.</summary>
    private static string At(DateTimeOffset instant, TeamForecast forecast)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(forecast.TimeZone);
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return instant - forecast.At <= Near
            ? local.ToString("d MMMM HH:mm", CultureInfo.InvariantCulture)
            : local.ToString("d MMMM", CultureInfo.InvariantCulture);
    }

    /// <summary>An amount as people write it. Smallest units are hundredths, but where a currency has none or thousandths.</summary>
    private static string Money(long amount, string currency)
    {
        var digits = Currencies.Digits(currency);
        var value = amount / (decimal)Math.Pow(10, digits);
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString("F" + digits, CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}");
    }
}
