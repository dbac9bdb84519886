namespace Purser.Accounts;

/// <summary>How far a team's past has been told, so that the telling can go on from there.</summary>
/// <param name="Until">The last debit's time: what is told next is not earlier.</param>
/// <param name="Cycle">The cycle that it lies in.</param>
/// <param name="Allowance">That cycle's allowance.</param>
/// <param name="FromPool">What of it was used from the pool.</param>
/// <param name="FromExtra">And from extra.</param>
/// <param name="IsOver">Whether the team has usage of its own by now: nothing is told any more.</param>
public sealed record ToldPast(
    DateTimeOffset Until, Cycle Cycle, Credits Allowance, Credits FromPool, Credits FromExtra, bool IsOver = false);
