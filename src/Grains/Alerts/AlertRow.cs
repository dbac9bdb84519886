using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Alerts;

/// <summary>An alert as it is written down.</summary>
/// <param name="TeamId">Of which team.</param>
/// <param name="Key">What it is told once for.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What it is.</param>
/// <param name="EntryId">The entry that made it so.</param>
/// <param name="Facts">Its <see cref="AlertFacts"/>, as JSON.</param>
internal sealed record AlertRow(TeamId TeamId, string Key, DateTimeOffset At, AlertKind Kind, long? EntryId, string Facts)
{
    /// <summary>What an entry gave a team to be told.</summary>
    /// <param name="team">The team right after the entry.</param>
    /// <param name="alert">It.</param>
    public static AlertRow Of(TeamAccount team, Alert alert) => new(
        team.TeamId,
        alert.Key,
        team.LastAt,
        alert.Kind,
        team.Version,
        Write(new AlertFacts(Team(team), alert.Percent, alert.MemberId, alert.Days, alert.Below, alert.Added, alert.Reason)));

    /// <summary>How a team stands.</summary>
    public static TeamAtAlert Team(TeamAccount team) => new(
        team.Name,
        team.Status,
        team.Total,
        team.Remaining,
        team.UsedFromPool + team.UsedFromExtra,
        team.Extra,
        new CyclePeriod(team.Cycle.Start, team.Cycle.End),
        Debiting.ResetsAt(team));

    /// <summary>Facts as they are stored.</summary>
    public static string Write(AlertFacts facts) => JsonSerializer.Serialize(facts, AlertJson.Default.AlertFacts);

    /// <summary>Facts as they were stored.</summary>
    public static AlertFacts Read(string facts) => JsonSerializer.Deserialize(facts, AlertJson.Default.AlertFacts)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertFacts))]
internal sealed partial class AlertJson : JsonSerializerContext;
