using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>
/// One team. Each call is: load, decide, append, answer. The grain is reentrant and every await lies outside the
/// stretch from decision to append, so decisions are serial without a lock and hundreds of them share one flush.
/// </summary>
[Reentrant]
internal sealed partial class TeamGrain(
    TeamJournals journals, SnapshotStore snapshots, Catalog catalog, IOptions<StripeOptions> stripe, ILogger<TeamGrain> log)
    : Grain, ITeamGrain, ITeamTime
{
    // The passing of time, a decision's events, and the passing of time that they made due.
    private const int MostEventsAtOnce = 16;

    // Longer than it takes to read what lies between two snapshots on the way.
    private static readonly TimeSpan UntilNextSnapshot = TimeSpan.FromMinutes(5);

    private readonly Dictionary<long, Task<ReversalOutcome>> reversing = [];
    private TeamJournal? journal;
    private Task<TeamJournal>? opening;
    private long openingSince;
    private bool closing;
    private StoredSnapshot? stored;
    private long snapshotVersion;
    private bool snapshotUnderWay;

    private string TeamId => this.GetPrimaryKeyString();

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The journal is opened by the first call: a large team takes longer than an activation may.
        Arguments.Id(TeamId);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        closing = true;
        // A silo that goes has tens of thousands of teams to let go of in seconds. What a snapshot would spare each is the replay of
        // the entries since the last one, a thousand at most.
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown && journal is { IsLost: false } current && current.Account.Version > snapshotVersion)
        {
            await SaveSnapshotAsync(current);
        }
    }

    /// <inheritdoc />
    public async Task<OpenOutcome> Open(OpenTeam request)
    {
        Arguments.Check(request);
        while (true)
        {
            var current = await CurrentJournal();
            var account = current.Account;
            if (account.Opening is { } opened)
            {
                var credits = TeamViews.Credits(account, current.PassTime());
                // Its opening may be in flight still: nothing is said of it before it is durable.
                if (await current.IsCurrentAsync())
                {
                    await KeepReminderAsync();
                    return opened == request ? new OpenOutcome.Opened(credits, Before: true) : new OpenOutcome.Differs();
                }

                continue;
            }

            var now = current.PassTime();
            if (Opening.Decide(request, catalog, now) is not { } events)
            {
                return new OpenOutcome.UnknownPlan(request.Subscription!.Plan, [.. catalog.Plans.Keys]);
            }

            foreach (var happened in events)
            {
                current.Record(happened, now);
            }

            var answer = TeamViews.Credits(account, now);
            if (await current.CommitAsync())
            {
                await KeepReminderAsync();
                return new OpenOutcome.Opened(answer, Before: false);
            }
        }
    }

    /// <inheritdoc />
    public Task<TeamCredits?> GetCredits() => ReadAsync(TeamViews.Credits);

    /// <inheritdoc />
    public Task<TeamStatement?> GetStatement() => ReadAsync(TeamViews.Statement);

    /// <inheritdoc />
    public Task LetPass() => ReadAsync(static (account, _) => account);

    /// <inheritdoc />
    public async Task<DebitOutcome> Debit(DebitRequest request)
    {
        Arguments.Check(request);
        var taken = TakeAtOnce(request);
        if (taken is not null && await journal!.CommitAsync())
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
        var run = new KeyedRun([new GrantCommand(grant)], CurrentJournal, journals);
        return await run.ResultsAsync() switch
        {
            [KeyedResult.Done done] => new GrantOutcome.Granted(TeamViews.Grant(done.Entry), done.Replayed),
            [KeyedResult.KeyReused] => new GrantOutcome.KeyReused(),
            null => new GrantOutcome.NoSuchTeam(),
            var other => throw new InvalidOperationException($"A grant is never refused, but was: {other[0]}."),
        };
    }

    /// <inheritdoc />
    public async Task<ReversalOutcome> Reverse(long entryId, string? note)
    {
        if (note is not null)
        {
            Arguments.Reason(note);
        }

        // Whoever asks for the same reversal meanwhile gets the outcome of the one under way.
        if (reversing.TryGetValue(entryId, out var underWay))
        {
            var outcome = await underWay;
            return outcome is ReversalOutcome.Reversed reversed ? reversed with { Before = true } : outcome;
        }

        var reversal = ReverseOnceAsync(entryId, note);
        reversing.Add(entryId, reversal);
        try
        {
            return await reversal;
        }
        finally
        {
            reversing.Remove(entryId);
        }
    }

    /// <inheritdoc />
    public Task<MemberOutcome> PutMember(MemberTerms terms)
    {
        Arguments.Check(terms);
        return ChangeMemberAsync(terms.MemberId, account => Membership.Put(account, terms));
    }

    /// <inheritdoc />
    public Task<MemberOutcome> RemoveMember(string memberId)
    {
        Arguments.Id(memberId);
        return ChangeMemberAsync(memberId, account => Membership.Remove(account, memberId));
    }

    /// <inheritdoc />
    public Task<MemberOutcome> MakeOwner(string memberId)
    {
        Arguments.Id(memberId);
        return ChangeMemberAsync(memberId, account => Membership.MakeOwner(account, memberId));
    }

    /// <inheritdoc />
    public Task<TeamStatement?> SetTeamBudget(Credits? budget)
    {
        Arguments.Budget(budget);
        return ChangeAsync(
            (account, _) => account.Budget == budget ? [] : [new TeamEvent.TeamBudgetSet(budget)], TeamViews.Statement);
    }

    /// <summary>
    /// The debit as it nearly always is: the journal is open, the key new, a credit there. It is decided and recorded, and
    /// wants only its commit; null, and nothing recorded but the passing of time, where it takes more than that.
    /// </summary>
    private Entry? TakeAtOnce(DebitRequest request)
    {
        if (journal is not { IsLost: false, Account.Opening: not null } current || current.LastUse(request.Key) > 0)
        {
            return null;
        }

        current.EnsureRoom(2);
        var now = current.PassTime();
        current.EnsureRoomForHolds(request.HoldSeconds is null ? 0 : 1);
        return Debiting.Decide(current.Account, request) is DebitDecision.Take take
            ? current.Record(take.Event, now, request.Key)
            : null;
    }

    private async Task<DebitBatch> DebitManyAsync(DebitRequest[] requests, bool keysAreDoubtful)
    {
        var commands = Array.ConvertAll(requests, KeyedCommand (request) => new DebitCommand(request));

        var run = new KeyedRun(commands, CurrentJournal, journals, keysAreDoubtful);
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

    private async Task<ReversalOutcome> ReverseOnceAsync(long entryId, string? note)
    {
        var isFinal = false;
        while (true)
        {
            var (entry, reversal) = await journals.Reader.FindAsync(TeamId, entryId);
            if (entry is null)
            {
                return new ReversalOutcome.NoSuchEntry();
            }

            if (entry.Event is not TeamEvent.Debited debited)
            {
                return new ReversalOutcome.NotADebit();
            }

            if (reversal is not null)
            {
                return new ReversalOutcome.Reversed(TeamViews.Reversal(reversal), Before: true);
            }

            var current = await CurrentJournal();
            if (!current.Knows(entry))
            {
                continue;
            }

            current.EnsureRoom(3);
            var now = current.PassTime();
            if (debited.HoldSeconds is not null && !isFinal && !current.Account.Holds.TryGet(entryId, out _))
            {
                // It was confirmed, or it expired, perhaps this very moment: once that is durable the table says which.
                isFinal = await current.CommitAsync();
                continue;
            }

            // First the reversal, then what its credit pays.
            var recorded = Reversing.Decide(current.Account, entry, note).Select(happened => current.Record(happened, now)).ToArray();
            if (await current.CommitAsync())
            {
                return new ReversalOutcome.Reversed(TeamViews.Reversal(recorded[0]), Before: false);
            }
        }
    }

    private async Task<MemberOutcome> ChangeMemberAsync(string memberId, Func<TeamAccount, MemberDecision> decide)
    {
        MemberDecision? decision = null;
        return await ChangeAsync<MemberOutcome>(Decide, Outcome) ?? new MemberOutcome.NoSuchTeam();

        IReadOnlyList<TeamEvent> Decide(TeamAccount account, DateTimeOffset now)
        {
            decision = decide(account);
            return decision is MemberDecision.Change { Event: { } happened } ? [happened] : [];
        }

        MemberOutcome Outcome(TeamAccount account, DateTimeOffset now) => decision switch
        {
            MemberDecision.Refuse refuse => refuse.Outcome,
            MemberDecision.Change change => new MemberOutcome.Done(
                TeamViews.Member(account, account.Members[memberId]), change.Added),
            _ => throw new InvalidOperationException($"Unknown decision {decision}."),
        };
    }

    /// <summary>Load, decide, append, answer: what every change of a team is that needs no key.</summary>
    /// <param name="decide">What happens, to a team whose time has been brought up to date.</param>
    /// <param name="view">The answer, of the team as it is then.</param>
    /// <returns>Null where there is no such team.</returns>
    private async Task<T?> ChangeAsync<T>(
        Func<TeamAccount, DateTimeOffset, IReadOnlyList<TeamEvent>> decide, Func<TeamAccount, DateTimeOffset, T> view)
        where T : class
    {
        while (true)
        {
            var current = await CurrentJournal();
            if (current.Account.Opening is null)
            {
                if (!await current.IsCurrentAsync())
                {
                    continue;
                }

                ForgetAbsentTeam();
                return null;
            }

            current.EnsureRoom(MostEventsAtOnce);
            var now = current.PassTime();
            foreach (var happened in decide(current.Account, now))
            {
                current.Record(happened, now);
            }

            var answer = view(current.Account, current.PassTime());
            if (await current.IsCurrentAsync())
            {
                return answer;
            }
        }
    }

    private async Task<T?> ReadAsync<T>(Func<TeamAccount, DateTimeOffset, T> view, ResetCause cause = ResetCause.Access)
        where T : class
    {
        while (true)
        {
            var current = await CurrentJournal();
            var answer = current.Account.Opening is null ? null : view(current.Account, current.PassTime(cause));
            if (await current.IsCurrentAsync())
            {
                if (answer is null)
                {
                    ForgetAbsentTeam();
                }

                return answer;
            }
        }
    }

    private ValueTask<TeamJournal> CurrentJournal() =>
        journal is { IsLost: false } current ? new(current) : new(OpenJournalOnceAsync());

    /// <summary>Those who come while a journal is being opened wait for the same one; it goes on also when they give up.</summary>
    private async Task<TeamJournal> OpenJournalOnceAsync()
    {
        if (opening is not { IsCompleted: false })
        {
            openingSince = journals.Clock.GetTimestamp();
            opening = OpenJournalAsync();
            opening.Ignore();
        }

        var left = journals.Options.OpeningPatience - journals.Clock.GetElapsedTime(openingSince);
        try
        {
            return await opening.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, journals.Clock);
        }
        catch (TimeoutException)
        {
            throw StillOpening();
        }
    }

    private LedgerUnavailableException StillOpening() =>
        new($"Team {TeamId} has many entries and is still being read from the ledger; try again in a few seconds.");

    private async Task<TeamJournal> OpenJournalAsync()
    {
        if (journal is { IsFenced: true })
        {
            // Another activation writes this team; this one ends as soon as its callers have their answers.
            DeactivateOnIdle();
        }

        stored = await snapshots.LoadAsync(this.GetGrainId());
        snapshotVersion = stored.Account?.Version ?? 0;
        var replay = await journals.BeginAsync(TeamId, stored.Account);
        while (await replay.ReadOnAsync())
        {
            if (replay.Account.Version - snapshotVersion >= journals.Options.EntriesPerReplaySnapshot)
            {
                await StoreSnapshotAsync(replay.Account.ToSnapshot());
                DelayDeactivation(UntilNextSnapshot);
            }

            if (closing)
            {
                throw StillOpening();
            }
        }

        return journal = replay.Journal;
    }

    /// <summary>An activation for a team that does not exist is not worth its memory.</summary>
    private void ForgetAbsentTeam() => DeactivateOnIdle();

    private void SnapshotWhenDue()
    {
        if (!snapshotUnderWay && journal is { IsLost: false } current
            && current.Account.Version - snapshotVersion >= journals.Options.EntriesPerSnapshot)
        {
            SaveSnapshotAsync(current).Ignore();
        }
    }

    private async Task SaveSnapshotAsync(TeamJournal current)
    {
        snapshotUnderWay = true;
        try
        {
            var snapshot = current.Account.ToSnapshot();
            if (await current.CommitAsync())
            {
                await StoreSnapshotAsync(snapshot);
            }
        }
        catch (LedgerUnavailableException)
        {
            // A snapshot of what may not be durable is worth nothing.
        }
        finally
        {
            snapshotUnderWay = false;
        }
    }

    private async Task StoreSnapshotAsync(TeamSnapshot snapshot)
    {
        stored ??= await snapshots.LoadAsync(this.GetGrainId());
        var saved = await snapshots.SaveAsync(this.GetGrainId(), stored, snapshot);
        stored = saved ? stored : null;
        snapshotVersion = saved ? snapshot.Version : snapshotVersion;
    }
}
