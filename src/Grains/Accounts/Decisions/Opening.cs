using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>Opening a team: with a trial, or with a subscription that the operator vouches for.</summary>
public static class Opening
{
    /// <summary>What opening the team means; null when the catalog does not have the plan.</summary>
    public static TeamEvent[]? Decide(OpenTeam request, Catalog catalog, DateTimeOffset now)
    {
        if (request.Subscription is not { } terms)
        {
            var trial = new Trial(now, catalog.TrialDays, new Credits(catalog.TrialDailyCredits));
            return
            [
                new TeamEvent.TeamOpened(OpeningTerms.Of(request), trial, Subscription: null),
                new TeamEvent.CycleStarted(trial.WindowAt(now), trial.DailyAllowance),
            ];
        }

        if (!catalog.Plans.TryGetValue(terms.Plan, out var plan))
        {
            return null;
        }

        var subscription = new Subscription(terms.Plan, new Credits(plan.CreditsPerSeat), terms.Seats, TeamAccount.WholeMicroseconds(terms.Anchor ?? now));
        return
        [
            new TeamEvent.TeamOpened(OpeningTerms.Of(request), Trial: null, subscription),
            new TeamEvent.CycleStarted(subscription.CycleAt(now), subscription.Allowance),
        ];
    }
}
