using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.AutoBid;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

/// <summary>Settings to be tried.</summary>
/// <param name="Threshold">The score from which on a job is bid on.</param>
/// <param name="DailyCap">Most submissions of a day.</param>
/// <param name="DailyCredits">Most credits of a day, or none.</param>
/// <param name="Query">The search query.</param>
/// <param name="Days">Today and the days before it.</param>
internal sealed record WhatIfQuery(
    [Between(0, 100)] int? Threshold = null,
    [Between(0, AutoBidLimits.DailyCap)] int? DailyCap = null,
    Ceiling? DailyCredits = null,
    [Search] string? Query = null,
    [Between(1, AutoBidLimits.WhatIfDays)] int Days = 7)
{
    public WhatIfQuestion ToQuestion() =>
        Query is not null && SearchAttribute.Wrong(Query, new ProblemPlace("parameter", "query")) is { } wrong
            ? throw new ProblemException(wrong)
            : new WhatIfQuestion(
                Days, Query, Threshold, DailyCap, DailyCredits?.Credits, SetsDailyCredits: DailyCredits is not null);
}

/// <summary>A ceiling of credits, or none.</summary>
/// <param name="Credits">Null = none.</param>
[JsonConverter(typeof(CeilingConverter))]
[OneOfSchemas("""[{"type":"integer","minimum":2,"maximum":200000},{"const":"none"}]""")]
internal sealed record Ceiling(int? Credits);

internal sealed class CeilingConverter : JsonConverter<Ceiling>
{
    private const string None = "none";

    public override Ceiling Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.ValueTextEquals(None) ? new Ceiling(Credits: null)
        : int.TryParse(reader.GetString(), System.Globalization.NumberStyles.None, null, out var credits)
            && credits is >= AutoBidLimits.LeastDailyCredits and <= AutoBidLimits.MostDailyCredits ? new Ceiling(credits)
        : throw new WrongValueException(Wrong.NoNumber("dailyCredits", AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits));

    public override void Write(Utf8JsonWriter writer, Ceiling value, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is sent is read, not written.");
}

/// <summary>What other settings would have cost.</summary>
/// <param name="Settings">The settings tried.</param>
/// <param name="From">The first day, in the team's time zone.</param>
/// <param name="To">Today.</param>
/// <param name="Would">What they would have done.</param>
/// <param name="Was">What was done.</param>
/// <param name="LowerBounds">
/// Days on which a run had been stopped and these settings would have gone on: jobs after that point have no score.
/// </param>
internal sealed record WhatIfReply(
    TriedSettings Settings, DateOnly From, DateOnly To, FunnelAnswer Would, FunnelAnswer Was, DateOnly[] LowerBounds)
{
    public static WhatIfReply Of(WhatIfAnswer answer) => new(
        new TriedSettings(answer.Settings.Query, answer.Settings.Threshold, answer.Settings.DailyCap, answer.Settings.DailyCredits),
        answer.From,
        answer.To,
        FunnelAnswer.Of(answer.Would),
        FunnelAnswer.Of(answer.Was),
        answer.StoppedEarlier);
}

/// <summary>Settings that were tried.</summary>
/// <param name="Query">The search query.</param>
/// <param name="Threshold">The score from which on a job is bid on.</param>
/// <param name="DailyCap">Most submissions of a day.</param>
/// <param name="DailyCredits">Most credits of a day; null: no ceiling.</param>
internal sealed record TriedSettings(
    [Search] string Query,
    [Between(0, 100)] int Threshold,
    [Between(0, AutoBidLimits.DailyCap)] int DailyCap,
    [Between(AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits)] int? DailyCredits);
