using Purser.Gateway.Portal.Texts;
using Purser.Insights;

namespace Purser.Gateway.Portal.Forecast;

/// <summary>When the credits run dry, in words.</summary>
internal static class ForecastSection
{
    /// <summary>Less use than this is little to go by.</summary>
    private const double FewDays = 3;

    /// <summary>Within that time hours are said, and beyond it days.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromDays(2);

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var forecast = await visit.ForecastAsync();
        var (tone, text) = Say(forecast, visit);
        return new SectionContent(typeof(ForecastView), new ForecastModel(tone, text, IsThin(forecast) ? visit.Texts["forecast.thin"] : ""));
    }

    private static bool IsThin(TeamForecast forecast) => forecast is { Basis.Days: < FewDays, Spendable.Count: > 0 };

    private static (string Tone, string Text) Say(TeamForecast forecast, Visit visit)
    {
        var texts = visit.Texts;
        return forecast switch
        {
            { Spendable.Count: 0 } => ("calm", texts["forecast.nothing"]),
            { Basis: null } or { Dry: null } => ("calm", texts["forecast.little"]),
            { Dry: { Likely: { } likely } dry } => ("dry", texts.Format("forecast.dry", At(likely), Range(dry), End())),
            { Dry.Earliest: { } earliest } => ("may", texts.Format("forecast.may", At(earliest), End())),
            { Use: { } use } => ("calm", texts.Format("forecast.lasts", texts.Number(use.Low), texts.Number(use.High), End())),
            _ => ("calm", texts["forecast.little"]),
        };

        string Range(DryForecast dry) => (dry.Earliest, dry.Latest) switch
        {
            ({ } earliest, { } latest) => texts.Format("forecast.between", At(earliest), At(latest)),
            ({ } earliest, null) => texts.Format("forecast.from", At(earliest)),
            _ => texts["forecast.unsure"],
        };

        string End() => texts.Format(forecast.Resets ? "forecast.refills" : "forecast.ahead", At(forecast.Until));

        string At(DateTimeOffset at) => at - forecast.At <= Near
            ? texts.Format("format.dayandtime", texts.ShortDay(PageTexts.DayIn(at, visit.Zone)), texts.Time(at, visit.Zone))
            : texts.ShortDay(PageTexts.DayIn(at, visit.Zone));
    }
}

/// <summary>What is forecast.</summary>
/// <param name="Tone"><c>dry</c> where credits are likely to run dry, <c>may</c> where they may, <c>calm</c> else.</param>
/// <param name="Text">When.</param>
/// <param name="Note">What to bear in mind; empty where there is nothing.</param>
public sealed record ForecastModel(string Tone, string Text, string Note);
