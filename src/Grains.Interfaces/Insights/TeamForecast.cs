using System.Text.Json.Serialization;

namespace Purser.Insights;

/// <summary>When a team's credits run dry at the rate of its last weeks.</summary>
/// <param name="At">As of when.</param>
/// <param name="TimeZone">Whose days and hours were looked at.</param>
/// <param name="Until">
/// How far ahead it looks: to the cycle's end, or where that is far or never, a while.
/// </param>
/// <param name="Resets">Whether the pool refills then.</param>
/// <param name="Spendable">What can be spent this moment, from pool and extra.</param>
/// <param name="Pool">The pool's part of it: none where it is frozen.</param>
/// <param name="Basis">What it is computed from; null where nothing was used in the last weeks, and so nothing can be said.</param>
/// <param name="Use">What will be used until then; null without a basis.</param>
/// <param name="PoolDry">When the pool runs dry; null without a basis.</param>
/// <param name="Dry">When pool and extra run dry; null without a basis.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamForecast")]
public sealed record TeamForecast(
    DateTimeOffset At,
    string TimeZone,
    DateTimeOffset Until,
    bool Resets,
    Credits Spendable,
    Credits Pool,
    ForecastBasis? Basis,
    UseForecast? Use,
    DryForecast? PoolDry,
    DryForecast? Dry);

/// <summary>What a forecast is computed from.</summary>
/// <param name="From">The first day with use, at most eight weeks ago.</param>
/// <param name="Days">Days since then, without the time in which nothing was left to spend.</param>
/// <param name="PerWeekday">Credits expected on each day of the week, Monday first.</param>
[GenerateSerializer, Immutable, Alias("purser.ForecastBasis")]
public sealed record ForecastBasis(DateOnly From, double Days, double[] PerWeekday);

/// <summary>Credits that will be used, as a range that holds in four of five cases.</summary>
/// <param name="Low">Nine in ten use more.</param>
/// <param name="Likely">As many use more as less.</param>
/// <param name="High">Nine in ten use less.</param>
[GenerateSerializer, Immutable, Alias("purser.UseForecast")]
public sealed record UseForecast(Credits Low, Credits Likely, Credits High);

/// <summary>When credits run dry, as a range that holds in four of five cases.</summary>
/// <param name="Earliest">Nine in ten run dry later; null: not before the end of what is looked at.</param>
/// <param name="Likely">As likely before as after; null: not before that end.</param>
/// <param name="Latest">Nine in ten run dry earlier; null: perhaps not before that end.</param>
/// <param name="Chance">How likely it is before that end, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("purser.DryForecast")]
public sealed record DryForecast(DateTimeOffset? Earliest, DateTimeOffset? Likely, DateTimeOffset? Latest, double Chance);

/// <summary>A way to have credits until the cycle's end.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RemedyKind>))]
public enum RemedyKind : byte
{
    /// <summary>Spending less, as the other insights say how. It costs nothing.</summary>
    Save = 1,

    /// <summary>Packs of extra credits.</summary>
    Packs = 2,

    /// <summary>A larger plan for the same seats.</summary>
    Plan = 3,

    /// <summary>More seats of the same plan.</summary>
    Seats = 4,
}

/// <summary>A way to have credits until the cycle's end, and what it costs.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Credits">What it brings.</param>
/// <param name="Covers">Whether that is as many as are likely to be missing.</param>
/// <param name="Amount">What it costs for the rest of this cycle, in the currency's smallest unit; a plan's or seats' part is by the time that is left.</param>
/// <param name="Monthly">What it costs in every full month at the present rate.</param>
/// <param name="Per100">What a hundred credits cost that way in a full month; null for saving.</param>
/// <param name="Packs">How many of which pack.</param>
/// <param name="Plan">The plan's code, for a plan and for seats.</param>
/// <param name="Seats">Seats there would be, for a plan and for seats.</param>
[GenerateSerializer, Immutable, Alias("purser.RemedyOffer")]
public sealed record RemedyOffer(
    RemedyKind Kind,
    Credits Credits,
    bool Covers,
    long Amount,
    long Monthly,
    long? Per100,
    PackCount[] Packs,
    string? Plan = null,
    int? Seats = null);

/// <summary>So many of a pack.</summary>
[GenerateSerializer, Immutable, Alias("purser.PackCount")]
public sealed record PackCount(string Pack, int Count);
