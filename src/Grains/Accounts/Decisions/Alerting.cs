using System.Globalization;
using Purser.Alerts;

namespace Purser.Accounts.Decisions;

/// <summary>
/// What an entry gives a team to be told. A debit tells the lines that it reaches; anything else that can put a team over a line tells
/// that it is over: what was told in this cycle has its key already, and is not told again.
/// </summary>
public static class Alerting
{
    /// <summary>A budget of one credit may put ten thousand members over it: what is written with an entry is bounded.</summary>
    private const int MostOfOneEntry = 200;

    private static readonly TimeSpan LongestCycle = TimeSpan.FromDays(60);
    private static readonly IReadOnlyList<Alert> Nothing = [];

    /// <summary>What is told of an entry.</summary>
    /// <param name="team">The team right after it.</param>
    /// <param name="happened">Its event.</param>
    /// <param name="before">The team's cycle before it.</param>
    public static IReadOnlyList<Alert> Of(TeamAccount team, TeamEvent happened, Cycle before) => happened switch
    {
        TeamEvent.Debited { Imported: true } => Nothing,
        TeamEvent.Debited debited => ReachedBy(team, debited),
        TeamEvent.Reversed or TeamEvent.HoldConfirmed or TeamEvent.CycleEntered => Nothing,
        _ => [.. Told(team, happened, before).Where(alert => team.Alerts.Wants(alert.Kind)), .. Over(team, happened).Take(MostOfOneEntry)],
    };

    /// <summary>
    /// Whether it is time to ask when the team runs dry: a tenth of the pool went with this debit, or a part of a tenth where it is small.
    /// Of a day in a trial nobody wants to know.
    /// </summary>
    public static bool WantsForecast(TeamAccount team, TeamEvent happened) =>
        happened is TeamEvent.Debited { Bucket: Bucket.Pool, Imported: false }
        && team.Status == TeamStatus.Active
        && team.UsedFromPool.Count * 10 / team.Total.Count > (team.UsedFromPool.Count - 1) * 10 / team.Total.Count
        && team.Alerts.Wants(AlertKind.RunningDry);

    /// <summary>The key of what is told once in a cycle.</summary>
    public static string KeyIn(DateTimeOffset cycleStart, AlertKind kind) => Key(kind, Instant(cycleStart));

    /// <summary>Asked of every debit: where nothing is reached it makes nothing.</summary>
    private static IReadOnlyList<Alert> ReachedBy(TeamAccount team, TeamEvent.Debited debited)
    {
        List<Alert>? reached = null;
        foreach (var threshold in team.Alerts.Thresholds)
        {
            if (Moves(threshold.Basis, debited) && Measure.Of(team, threshold.Basis, debited.MemberId).IsReachedByOne(threshold.Percent))
            {
                (reached ??= []).Add(Reached(team, threshold, debited.MemberId));
            }
        }

        if (debited.Bucket == Bucket.Extra && team.Alerts.ExtraBelow is { } below && team.Extra + Credits.One == below)
        {
            (reached ??= []).Add(ExtraLow(team, below));
        }

        return reached ?? Nothing;
    }

    private static bool Moves(AlertBasis basis, TeamEvent.Debited debited) => basis switch
    {
        AlertBasis.Pool => debited.Bucket == Bucket.Pool,
        AlertBasis.AutomationBudget => debited.Bucket == Bucket.Pool && debited.Action.IsAutoBid(),
        _ => true,
    };

    /// <summary>What something other than a debit may have put the team over.</summary>
    private static IEnumerable<Alert> Over(TeamAccount team, TeamEvent happened) => happened switch
    {
        // What was told in a cycle is forgotten some time, and some cycles have no end.
        _ when team.LastAt - team.Cycle.Start > LongestCycle => Nothing,
        TeamEvent.MemberPut put => Over(team, [put.Terms.MemberId], AlertBasis.MemberBudget),
        TeamEvent.TeamBudgetSet => Over(team, team.Members.Keys, AlertBasis.MemberBudget),
        TeamEvent.AutomationBudgetSet => Over(team, [], AlertBasis.AutomationBudget),
        TeamEvent.PackClaimed or TeamEvent.PaymentChanged { Overdue: true } => Over(team, [], AlertBasis.Spendable).Concat(ExtraLow(team)),
        TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted => ExtraLow(team),
        TeamEvent.AlertsSet => All(team),

        // Of cycles that are over nobody wants to be told.
        TeamEvent.PastTold when !team.Cycle.IsOverAt(team.LastAt) => All(team),
        _ => Nothing,
    };

    private static IEnumerable<Alert> All(TeamAccount team) => ExtraLow(team).Concat(Over(team, team.Members.Keys, Enum.GetValues<AlertBasis>()));

    private static IEnumerable<Alert> Over(TeamAccount team, IEnumerable<MemberId> members, params AlertBasis[] bases) =>
        from threshold in team.Alerts.Thresholds
        where bases.Contains(threshold.Basis)
        from who in threshold.Basis == AlertBasis.MemberBudget ? members : [default]
        where Measure.Of(team, threshold.Basis, who).Reaches(threshold.Percent)
        select Reached(team, threshold, who);

    private static IEnumerable<Alert> ExtraLow(TeamAccount team)
    {
        if (team.Alerts.ExtraBelow is { } below && team.Extra < below)
        {
            yield return ExtraLow(team, below);
        }
    }

    private static IEnumerable<Alert> Told(TeamAccount team, TeamEvent happened, Cycle before)
    {
        switch (happened)
        {
            case TeamEvent.CycleStarted:
                if (before.End is not null)
                {
                    yield return new Alert(AlertKind.Reset, KeyIn(team.Cycle.Start, AlertKind.Reset), Added: team.Total);
                }

                if (team is { Status: TeamStatus.Trialing, Trial: { } trial } && DaysToTell(trial.EndsAt - team.Cycle.Start) is { } days)
                {
                    yield return new Alert(AlertKind.TrialEnding, Key(AlertKind.TrialEnding, days), Days: days);
                }

                break;
            case TeamEvent.PaymentChanged { Overdue: true }:
                yield return new Alert(AlertKind.PaymentPastDue, Key(AlertKind.PaymentPastDue, team.Version));
                break;
            case TeamEvent.PackBought bought:
                yield return new Alert(AlertKind.TopUpCredited, Key(AlertKind.TopUpCredited, team.Version), Added: bought.Purchase.Credits);
                break;
            case TeamEvent.AutoTopUpFailed failed:
                yield return new Alert(AlertKind.AutoTopUpFailed, Key(AlertKind.AutoTopUpFailed, team.Version), Reason: failed.Reason);
                break;
            case TeamEvent.AutoTopUpSet { Stopped: { } reason }:
                yield return new Alert(AlertKind.AutoTopUpStopped, Key(AlertKind.AutoTopUpStopped, team.Version), Reason: reason);
                break;
        }
    }

    /// <summary>A trial that nobody looked at for days tells only the last of it.</summary>
    private static int? DaysToTell(TimeSpan left) => left.TotalDays switch
    {
        <= 1 => 1,
        <= 3 => 3,
        _ => null,
    };

    private static Alert Reached(TeamAccount team, AlertThreshold threshold, MemberId who)
    {
        var kind = threshold.Basis switch
        {
            AlertBasis.Pool => AlertKind.PoolUsed,
            AlertBasis.Spendable => AlertKind.SpendableUsed,
            AlertBasis.MemberBudget => AlertKind.MemberBudgetUsed,
            _ => AlertKind.AutomationBudgetUsed,
        };
        return threshold.Basis == AlertBasis.MemberBudget
            ? new Alert(kind, Key(kind, threshold.Percent, Start(team), who.Value), threshold.Percent, who)
            : new Alert(kind, Key(kind, threshold.Percent, Start(team)), threshold.Percent);
    }

    private static Alert ExtraLow(TeamAccount team, Credits below) =>
        new(AlertKind.ExtraLow, Key(AlertKind.ExtraLow, below.Count, Start(team)), Below: below);

    private static string Start(TeamAccount team) => Instant(team.Cycle.Start);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmss.ffffff", CultureInfo.InvariantCulture);

    private static string Key(AlertKind kind, params ReadOnlySpan<object> what)
    {
        // It is a part of a unique key, so it says the same for ever.
        var key = ((byte)kind).ToString(CultureInfo.InvariantCulture);
        foreach (var part in what)
        {
            key += string.Create(CultureInfo.InvariantCulture, $":{part}");
        }

        return key;
    }

    /// <summary>How much of something is used.</summary>
    private readonly record struct Measure(long Used, long Whole)
    {
        public static Measure Of(TeamAccount team, AlertBasis basis, MemberId who)
        {
            var (used, whole) = basis switch
            {
                AlertBasis.Pool => (team.UsedFromPool, team.Total),
                AlertBasis.Spendable => (team.UsedFromPool + team.UsedFromExtra, team.UsedFromPool + team.UsedFromExtra + team.PoolToSpend + team.Extra),
                AlertBasis.AutomationBudget => (team.AutoBidFromPool, team.AutomationCap ?? Credits.Zero),
                _ => team.Members.GetValueOrDefault(who) is { Status: MemberStatus.Active } member
                    ? (member.Used, member.Budget(team.Budget) ?? Credits.Zero)
                    : default,
            };
            return new Measure(used.Count, whole.Count);
        }

        /// <summary>As much or more: of 7 credits, 80 % are used at 6. Of nothing, nothing is.</summary>
        public bool Reaches(int percent) => Whole > 0 && Used * 100 >= Whole * percent;

        /// <summary>Whether the last credit did it.</summary>
        public bool IsReachedByOne(int percent) => Reaches(percent) && !(this with { Used = Used - 1 }).Reaches(percent);
    }
}
