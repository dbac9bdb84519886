using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Alerts;
using Purser.Billing;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>
/// One team. Each call is: load, decide, append, answer. The grain is reentrant, and a decision is one stretch in the journal's
/// gate, without an await: so decisions are serial, and hundreds of them share one flush.
/// </summary>
[Reentrant]
internal sealed partial class TeamGrain(
    TeamJournals journals, SnapshotStore snapshots, DirectDebits direct, Catalog catalog, IOptions<StripeOptions> stripe, ILogger<TeamGrain> log)
    : Grain, ITeamGrain, ITeamTime
{
    // The passing of time, a decision's events, and the passing of time that they made due.
    private const int MostEventsAtOnce = 16;

    private TeamId TeamId => this.GetTeamId();

    /// <inheritdoc />
    public async Task<OpenOutcome> Open(OpenTeam request)
    {
        Arguments.Check(request);
        while (true)
        {
            var current = await CurrentJournalAsync();
            if (current.Look(static account => account.Opening is not null))
            {
                await current.LoadPeopleAsync();
            }

            OpenOutcome outcome;
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                outcome = Open(current, request);
                queued = current.Queue();
            }

            // The opening of before may be in flight still: nothing is said of it before it is durable.
            if (await (outcome is OpenOutcome.Opened { Before: false } ? current.CommitAsync(queued) : current.IsCurrentAsync(queued)))
            {
                if (outcome is OpenOutcome.Opened)
                {
                    await KeepReminderAsync();
                }

                return outcome;
            }
        }
    }

    /// <inheritdoc />
    public Task<TeamCredits?> GetCredits() => ReadAsync(TeamViews.Credits);

    /// <inheritdoc />
    public Task<CreditsForMember?> GetCreditsOf(MemberId memberId)
    {
        Arguments.Member(memberId);
        return ReadAsync((account, now) => new CreditsForMember(TeamViews.Credits(account, now), TeamViews.Spending(account, memberId)));
    }

    /// <inheritdoc />
    public Task<SpendingHint?> CanSpend(SpendingQuestion question)
    {
        Arguments.Check(question);
        return ReadAsync((account, _) => Debiting.Foresee(account, question));
    }

    /// <inheritdoc />
    public Task LetPass() => ReadAsync(static (account, _) => account);

    /// <inheritdoc />
    public async Task<DebitOutcome> Debit(DebitRequest request)
    {
        Arguments.Check(request);
        var taken = TakeAtOnce(request, out var queued);
        if (taken is not null && await journal!.CommitAsync(queued))
        {
            SnapshotWhenDue();
            TopUpWhenLow();
            RingForHolds();
            return new DebitOutcome.Debited(TeamViews.Debit(taken), Replayed: false);
        }

        return (await DebitManyAsync([request], keysAreDoubtful: taken is not null)).Outcomes[0];
    }

    /// <inheritdoc />
    public Task<DebitBatch> DebitMany(DebitRequest[] requests)
    {
        Arguments.Check(requests);
        return DebitManyAsync(requests, keysAreDoubtful: false);
    }

    /// <inheritdoc />
    public async Task<GrantOutcome> GrantExtra(ExtraGrant grant)
    {
        Arguments.Check(grant);
        var run = new KeyedRun([new GrantCommand(grant)], CurrentJournalAsync, journals);
        return await run.ResultsAsync() switch
        {
            [KeyedResult.Done done] => new GrantOutcome.Granted(TeamViews.Grant(done.Entry), done.Replayed),
            [KeyedResult.KeyReused] => new GrantOutcome.KeyReused(),
            null => new GrantOutcome.NoSuchTeam(),
            var other => throw new InvalidOperationException($"A grant is never refused, but was: {other[0]}."),
        };
    }

    /// <inheritdoc />
    public Task<AutomationStanding?> SetAutomationBudget(AutomationBudget? budget)
    {
        Arguments.Check(budget);
        return ChangeAsync(
            (account, _) => account.AutomationBudget == budget ? [] : [new TeamEvent.AutomationBudgetSet(budget)],
            static (account, _) => TeamViews.Automation(account));
    }

    /// <inheritdoc />
    public Task<AlertTerms?> GetAlerts() => ReadAsync(static (account, _) => account.Alerts);

    /// <inheritdoc />
    public Task<AlertTerms?> SetAlerts(AlertTerms terms)
    {
        Arguments.Check(terms);
        return ChangeAsync(
            (account, _) => account.Alerts == terms ? [] : [new TeamEvent.AlertsSet(terms)],
            static (account, _) => account.Alerts);
    }

    private OpenOutcome Open(TeamJournal current, OpenTeam request)
    {
        var account = current.Account;
        var now = current.PassTime();
        if (account.Opening is { } opened)
        {
            return opened == OpeningTerms.Of(request) && current.People!.MayHaveOpened(request.Owner)
                ? new OpenOutcome.Opened(TeamViews.Credits(account, now), Before: true)
                : new OpenOutcome.Differs();
        }

        if (Opening.Decide(request, catalog, now) is not { } events)
        {
            return new OpenOutcome.UnknownPlan(request.Subscription!.Plan, [.. catalog.Plans.Keys]);
        }

        current.BeginPeople();
        foreach (var happened in events)
        {
            var called = happened is TeamEvent.TeamOpened ? new NameChange(request.Owner.MemberId, request.Owner.Name, OpenedAs: request.Owner.Name) : null;
            current.Record(happened, now, called: called);
        }

        return new OpenOutcome.Opened(TeamViews.Credits(account, now), Before: false);
    }

    /// <summary>
    /// The debit as it nearly always is: the journal is open, the key new, a credit there. It is decided and queued, and
    /// wants only its commit; null, and nothing recorded but the passing of time, where it takes more than that.
    /// </summary>
    private Entry? TakeAtOnce(DebitRequest request, out TeamJournal.Queued queued)
    {
        queued = default;
        if (journal is not { IsLost: false } current)
        {
            return null;
        }

        current.NoteTurn();
        lock (current.Gate)
        {
            if (current.Account.Opening is null || current.IsPastBeingTold || current.LastUse(request.Key) > 0)
            {
                return null;
            }

            current.EnsureRoom(2);
            var now = current.PassTime();
            current.EnsureRoomForHolds(request.HoldSeconds is null ? 0 : 1);
            if (Debiting.Decide(current.Account, request) is not DebitDecision.Take take)
            {
                return null;
            }

            var entry = current.Record(take.Event, now, request.Key);
            queued = current.Queue();
            return entry;
        }
    }

    private async Task<DebitBatch> DebitManyAsync(DebitRequest[] requests, bool keysAreDoubtful)
    {
        var commands = Array.ConvertAll(requests, KeyedCommand (request) => new DebitCommand(request));

        var run = new KeyedRun(commands, CurrentJournalAsync, journals, keysAreDoubtful);
        if (await run.ResultsAsync() is not { } results)
        {
            ForgetAbsentTeam();
            return new DebitBatch([.. requests.Select(_ => DebitOutcome.NoSuchTeam.Instance)], Balance: null);
        }

        SnapshotWhenDue();
        TopUpWhenLow();
        RingForHolds();
        return new DebitBatch(Array.ConvertAll(results, Outcome), run.Balance);

        static DebitOutcome Outcome(KeyedResult result) => result switch
        {
            KeyedResult.Done done => new DebitOutcome.Debited(TeamViews.Debit(done.Entry), done.Replayed),
            KeyedResult.Refused refused => new DebitOutcome.Refused(refused.Refusal),
            KeyedResult.KeyReused reused => new DebitOutcome.Refused(reused.Refusal),
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        };
    }

    private Task<T?> ChangeAsync<T>(
        Func<TeamAccount, DateTimeOffset, IReadOnlyList<TeamEvent>> decide, Func<TeamAccount, DateTimeOffset, T> view)
        where T : class =>
        ChangeAsync(CurrentJournalAsync, (current, now) => decide(current.Account, now), (current, now) => view(current.Account, now));

    /// <summary>Load, decide, append, answer: what every change of a team is that needs no key.</summary>
    /// <param name="load">Gets the journal.</param>
    /// <param name="decide">What happens, to a team whose time has been brought up to date.</param>
    /// <param name="view">The answer, of the team as it is then.</param>
    /// <param name="called">What the member who is put is called from now on.</param>
    /// <returns>Null where there is no such team.</returns>
    private async Task<T?> ChangeAsync<T>(
        Func<ValueTask<TeamJournal>> load,
        Func<TeamJournal, DateTimeOffset, IReadOnlyList<TeamEvent>> decide,
        Func<TeamJournal, DateTimeOffset, T> view,
        NameChange? called = null)
        where T : class
    {
        while (true)
        {
            var current = await load();
            T? answer = null;
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                if (current.Account.Opening is not null)
                {
                    current.EnsureRoom(MostEventsAtOnce);
                    var now = current.PassTime();
                    foreach (var happened in decide(current, now))
                    {
                        current.Record(happened, now, called: happened is TeamEvent.MemberPut ? called : null);
                    }

                    answer = view(current, current.PassTime());
                }

                queued = current.Queue();
            }

            if (await current.IsCurrentAsync(queued))
            {
                if (answer is null)
                {
                    ForgetAbsentTeam();
                }

                return answer;
            }
        }
    }

    private Task<T?> ReadAsync<T>(Func<TeamAccount, DateTimeOffset, T> view, ResetCause cause = ResetCause.Access)
        where T : class => ReadAsync(CurrentJournalAsync, (current, now) => view(current.Account, now), cause);

    private async Task<T?> ReadAsync<T>(
        Func<ValueTask<TeamJournal>> load, Func<TeamJournal, DateTimeOffset, T> view, ResetCause cause = ResetCause.Access)
        where T : class
    {
        while (true)
        {
            var current = await load();
            T? answer;
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                answer = current.Account.Opening is null ? null : view(current, current.PassTime(cause));
                queued = current.Queue();
            }

            if (await current.IsCurrentAsync(queued))
            {
                if (answer is null)
                {
                    ForgetAbsentTeam();
                }

                return answer;
            }
        }
    }
}
