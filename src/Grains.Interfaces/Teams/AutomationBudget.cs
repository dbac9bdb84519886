namespace Purser.Teams;

/// <summary>
/// The most that all Auto Bid runs of a team together may take from the pool in a cycle, so that people are never locked out by a
/// machine. Either of the two is set.
/// </summary>
/// <param name="Credits">So many, 0 to <see cref="Limits.CreditsAtOnce"/>.</param>
/// <param name="Percent">A share of the cycle's allowance, 0 to 100, rounded down to whole credits.</param>
[GenerateSerializer, Immutable, Alias("purser.AutomationBudget")]
public sealed record AutomationBudget(Credits? Credits = null, int? Percent = null);

/// <summary>An automation budget, and what Auto Bid took from the pool in this cycle.</summary>
/// <param name="Budget">As it was set; null = none.</param>
/// <param name="Cap">What it comes to in this cycle; null = none.</param>
/// <param name="Used">
/// What Auto Bid took from the pool in this cycle, less reversals; all of it, also what it took before the budget was set.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.AutomationStanding")]
public sealed record AutomationStanding(AutomationBudget? Budget, Credits? Cap, Credits Used);
