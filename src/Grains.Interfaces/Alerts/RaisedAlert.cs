using Purser.Teams;

namespace Purser.Alerts;

/// <summary>What a team is told, with the numbers of the moment.</summary>
/// <param name="AlertId">From 1, with gaps; of one team they grow.</param>
/// <param name="TeamId">Null: an endpoint of all teams is tried out.</param>
/// <param name="At">When the entry was decided that made it so.</param>
/// <param name="Kind">What it is.</param>
/// <param name="EntryId">That entry; null where none did.</param>
/// <param name="Message">The same as a sentence.</param>
/// <param name="Facts">The numbers.</param>
[GenerateSerializer, Immutable, Alias("purser.RaisedAlert")]
public sealed record RaisedAlert(long AlertId, TeamId? TeamId, DateTimeOffset At, AlertKind Kind, long? EntryId, string Message, AlertFacts Facts);

/// <summary>The numbers of an alert: what it is about, and how the team stood right then.</summary>
/// <param name="Team">How the team stood; null: it is about none.</param>
/// <param name="Percent">The threshold that was reached.</param>
/// <param name="MemberId">The member that it is about.</param>
/// <param name="Days">Days until the trial ends.</param>
/// <param name="Below">What extra fell below.</param>
/// <param name="Added">Credits that came in.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="DryFrom">When pool and extra may be empty, at the earliest.</param>
/// <param name="DryBy">And at the latest; null: perhaps never.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertFacts")]
public sealed record AlertFacts(
    TeamAtAlert? Team,
    int? Percent = null,
    MemberId? MemberId = null,
    int? Days = null,
    Credits? Below = null,
    Credits? Added = null,
    string? Reason = null,
    DateTimeOffset? DryFrom = null,
    DateTimeOffset? DryBy = null);

/// <summary>How a team stood when it was told something.</summary>
/// <param name="Name">What it was called.</param>
/// <param name="Status">Whether, and from what, it could spend.</param>
/// <param name="Total">The cycle's allowance.</param>
/// <param name="Remaining">Left of it.</param>
/// <param name="Used">Of pool and extra in this cycle.</param>
/// <param name="Extra">In the extra bucket.</param>
/// <param name="Cycle">The cycle.</param>
/// <param name="ResetsAt">When the pool refills; null: it will not.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamAtAlert")]
public sealed record TeamAtAlert(
    string Name, TeamStatus Status, Credits Total, Credits Remaining, Credits Used, Credits Extra, CyclePeriod Cycle, DateTimeOffset? ResetsAt);
