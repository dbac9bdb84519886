using System.Text.Json.Nodes;

namespace Purser.AutoBid;

/// <summary>Settings as the audit trail says them.</summary>
internal static class SettingsFacts
{
    /// <summary>A JSON object.</summary>
    public static string Of(AutoBidSettings settings) => new JsonObject
    {
        ["enabled"] = settings.Enabled,
        ["query"] = settings.Query,
        ["threshold"] = settings.Threshold,
        ["dailyCap"] = settings.DailyCap,
        ["dailyCredits"] = settings.DailyCredits,
    }.ToJsonString();
}
