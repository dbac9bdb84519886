using Purser.Gateway.Requests;
using Purser.Insights;

namespace Purser.Gateway.V1;

/// <summary>When credits run dry at the rate of the last weeks, and what helps where they do.</summary>
/// <param name="Summary">For people.</param>
/// <param name="At">As of when.</param>
/// <param name="TimeZone">Whose days and hours were looked at.</param>
/// <param name="Until">How far ahead it looks: to the cycle's end, or where that is far or never, a while.</param>
/// <param name="Resets">Whether the pool refills then.</param>
/// <param name="Spendable">What can be spent this moment, from pool and extra.</param>
/// <param name="Pool">The pool's part of it: none where it is frozen.</param>
/// <param name="Basis">What it is computed from; null where nothing was used in the last weeks, or nothing may be spent.</param>
/// <param name="Use">What will be used until then; null without a basis.</param>
/// <param name="PoolDry">When the pool runs dry; null without a basis.</param>
/// <param name="Dry">When pool and extra run dry; null without a basis.</param>
/// <param name="ExtraCarries">
/// Whether extra carries the team from an empty pool to the end of what is looked at: `yes` or `no` where nine in ten say so,
/// else `perhaps`; `not_needed` where the pool lasts. Null without a basis.
/// </param>
/// <param name="Currency">What amounts are in: a lower-case ISO code.</param>
/// <param name="Options">What helps, the cheapest first; none where credits are likely to last.</param>
internal sealed record ForecastAnswer(
    string Summary,
    DateTimeOffset At,
    string TimeZone,
    DateTimeOffset Until,
    bool Resets,
    Credits Spendable,
    Credits Pool,
    ForecastBasisAnswer? Basis,
    UseForecastAnswer? Use,
    DryForecastAnswer? PoolDry,
    DryForecastAnswer? Dry,
    [OneOf("yes", "perhaps", "no", "not_needed")] string? ExtraCarries,
    string Currency,
    RemedyOfferAnswer[] Options)
{
    public static ForecastAnswer Of(PricedForecast priced) => Of(priced.Forecast, priced.Currency, priced.Options);

    public static ForecastAnswer Of(TeamForecast forecast, string currency, RemedyOffer[] options) => new(
        ForecastWords.Of(forecast),
        forecast.At,
        forecast.TimeZone,
        forecast.Until,
        forecast.Resets,
        forecast.Spendable,
        forecast.Pool,
        forecast.Basis is { } basis ? new ForecastBasisAnswer(basis.From, basis.Days, basis.PerWeekday) : null,
        forecast.Use is { } use ? new UseForecastAnswer(use.Low, use.Likely, use.High) : null,
        forecast.PoolDry is { } pool ? DryForecastAnswer.Of(pool) : null,
        forecast.Dry is { } dry ? DryForecastAnswer.Of(dry) : null,
        Carries(forecast),
        currency,
        Array.ConvertAll(options, RemedyOfferAnswer.Of));

    private static string? Carries(TeamForecast forecast) => forecast switch
    {
        { Dry: null } or { PoolDry: null } => null,
        { PoolDry.Earliest: null } => "not_needed",
        { Dry.Earliest: null } => "yes",
        { Dry.Latest: not null } => "no",
        _ => "perhaps",
    };
}

/// <summary>What a forecast is computed from.</summary>
/// <param name="From">The first day with use, at most eight weeks ago.</param>
/// <param name="Days">Days since then, without the time in which nothing was left to spend.</param>
/// <param name="PerWeekday">Credits expected on each day of the week, Monday first.</param>
internal sealed record ForecastBasisAnswer(DateOnly From, double Days, double[] PerWeekday);

/// <summary>Credits that will be used, as a range that holds in four of five cases.</summary>
/// <param name="Low">Nine in ten use more.</param>
/// <param name="Likely">As many use more as less.</param>
/// <param name="High">Nine in ten use less.</param>
internal sealed record UseForecastAnswer(Credits Low, Credits Likely, Credits High);

/// <summary>When credits run dry, as a range that holds in four of five cases.</summary>
/// <param name="Earliest">Nine in ten run dry later; null: not before the end of what is looked at.</param>
/// <param name="Likely">As likely before as after; null: not before that end.</param>
/// <param name="Latest">Nine in ten run dry earlier; null: perhaps not before that end.</param>
/// <param name="Chance">How likely it is before that end, 0 to 1.</param>
internal sealed record DryForecastAnswer(DateTimeOffset? Earliest, DateTimeOffset? Likely, DateTimeOffset? Latest, double Chance)
{
    public static DryForecastAnswer Of(DryForecast dry) => new(dry.Earliest, dry.Likely, dry.Latest, dry.Chance);
}

/// <summary>A way to have credits until the cycle's end, and what it costs.</summary>
/// <param name="Kind">`save`, `packs`, `plan` (a larger one for the same seats) or `seats` (more of the present plan).</param>
/// <param name="Credits">What it brings.</param>
/// <param name="Covers">Whether that is as many as are likely to be missing.</param>
/// <param name="Amount">What it costs for the rest of this cycle, in the currency's smallest unit; of a plan or seats the part for the time that is left.</param>
/// <param name="Monthly">What it costs in every full month at the present rate, packs for what is missing then included.</param>
/// <param name="Per100">What a hundred credits cost that way in a full month; null for saving.</param>
/// <param name="Packs">How many of which.</param>
/// <param name="Plan">The plan's code, for a plan and for seats.</param>
/// <param name="Seats">Seats there would be, for a plan and for seats.</param>
internal sealed record RemedyOfferAnswer(
    RemedyKind Kind,
    Credits Credits,
    bool Covers,
    [AtLeast(0)] long Amount,
    [AtLeast(0)] long Monthly,
    long? Per100,
    PackCountAnswer[] Packs,
    string? Plan,
    int? Seats)
{
    public static RemedyOfferAnswer Of(RemedyOffer offer) => new(
        offer.Kind, offer.Credits, offer.Covers, offer.Amount, offer.Monthly, offer.Per100,
        Array.ConvertAll(offer.Packs, pack => new PackCountAnswer(pack.Pack, pack.Count)), offer.Plan, offer.Seats);
}

/// <summary>So many of a pack.</summary>
internal sealed record PackCountAnswer(string Pack, [AtLeast(1)] int Count);

/// <summary>Credits will not last until the reset, or did not.</summary>
/// <param name="Forecast">When, and what helps, saving by the other insights included.</param>
/// <param name="Action">Null where no credits are likely to be missing that money or saving would bring.</param>
internal sealed record DryInsight(
    [OneOf("running_dry")] string Kind, string Summary, ForecastAnswer Forecast, InsightAction? Action) : InsightAnswer, IAdvice
{
    public static DryInsight Of(RunningDryInsight insight)
    {
        var forecast = ForecastAnswer.Of(insight.Forecast, insight.Currency, insight.Options);
        return new DryInsight("running_dry", forecast.Summary, forecast, ForecastWords.Advise(insight.Options, insight.Currency));
    }
}
