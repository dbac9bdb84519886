using System.Globalization;
using Purser.Gateway.Answers;
using Purser.Gateway.V1;

namespace Purser.Gateway.Mcp;

/// <summary>Answers in a few words.</summary>
internal static class ToolWords
{
    private const int Few = 5;

    public static string Of(TeamCreditsAnswer credits) => string.Join(' ', new[]
    {
        $"{credits.Name} ({Codes.Of(credits.Status)}{(credits.Plan is null ? "" : $", plan {credits.Plan}, {credits.Seats} seats")}): {credits.Remaining} of {credits.Total} credits of the pool are left, {credits.Extra} extra, {credits.Spendable} can be spent now; {credits.Used} were used in this cycle.",
        credits.ResetsAt is { } resets ? $"The pool resets {Instant(resets)}." : "The pool does not reset.",
        credits.BlockedBy is { } reason ? $"A debit would be refused: {Codes.Of(reason)}." : "",
        credits.Member is { } own ? $"{own.MemberId} used {own.Used}{(own.Budget is { } cap ? $" of a budget of {cap}" : "")} and could spend {own.Left}{(own.BlockedBy is { } why ? $": {Codes.Of(why)}" : "")}." : "",
    }.Where(static sentence => sentence.Length > 0));

    public static string Of(UsagePageAnswer page) =>
        $"{Count(page.Items.Length, "entry", "entries")}, newest first{(page.Items is [var newest, ..] ? $", from {Instant(page.Items[^1].At)} to {Instant(newest.At)}" : "")}.{More(page.Next)}";

    public static string Of(UsageSummaryAnswer summary) =>
        $"{Count(summary.Total.Count, "credit", "credits")}{List(summary.Groups.Select(static group => $"{group.Label} {group.Credits}"), summary.Groups.Length + summary.Others.Groups)}.";

    public static string Of(MembersAnswer members)
    {
        var active = members.Items.Where(static member => member.Status == MemberStatus.Active).OrderByDescending(static member => member.Used).ToList();
        return $"{Count(active.Count, "active member", "active members")}{List(active.Select(static member => $"{member.Name} ({member.MemberId}) used {member.Used}{(member.Budget is { } cap ? $" of {cap}" : "")}"), active.Count)}.";
    }

    public static string Of(InsightsAnswer insights) => insights.Items.Length == 0
        ? $"Nothing stood out in the last {insights.Days} days."
        : string.Join(' ', insights.Items.Cast<IAdvice>().Select(Of));

    public static string Of(IAdvice insight) => insight.Action is { } action ? $"{insight.Summary} {action.Text}" : insight.Summary;

    public static string Of(TeamsAnswer teams) =>
        $"{Count(teams.Items.Length, "team", "teams")}{List(teams.Items.Select(static team => $"{team.Name} ({team.TeamId}, {Codes.Of(team.Status)})"), teams.Items.Length)}.{More(teams.Next)}";

    public static string Of(AuditLogAnswer log) =>
        $"{Count(log.Items.Length, "change", "changes")}, newest first{List(log.Items.Select(static item => $"{Codes.Of(item.Change)} by {item.Actor} at {Instant(item.At)}"), log.Items.Length)}.{More(log.Next)}";

    /// <summary>An instant as the API writes it.</summary>
    public static string Instant(DateTimeOffset instant)
    {
        Span<byte> text = stackalloc byte[Instants.Length];
        return System.Text.Encoding.ASCII.GetString(text[..Instants.Format(instant, text)]);
    }

    /// <summary>A budget in words.</summary>
    public static string Budget(Credits? cap) => cap is { } credits ? $"{Count(credits.Count, "credit", "credits")} per cycle" : "none";

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string List(IEnumerable<string> items, int all)
    {
        var shown = items.Take(Few).ToList();
        return shown.Count == 0 ? "" : $": {string.Join(", ", shown)}{(all > shown.Count ? $" and {all - shown.Count} more" : "")}";
    }

    private static string More(string? next) => next is null ? "" : " There is more: call again with cursor set to next.";
}
