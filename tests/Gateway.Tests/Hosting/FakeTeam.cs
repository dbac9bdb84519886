using Purser.Alerts;
using Purser.AuditTrail;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>
/// A team with as much behaviour as the gateway's tests need: it opens, debits a pool by key, reverses, keeps members.
/// Its clock ticks a second per entry.
/// </summary>
internal sealed partial class FakeTeam(TeamId teamId) : ITeamGrain
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (object Request, object Receipt)> byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemberStanding> members = new(StringComparer.Ordinal);
    private readonly List<UsageItem> usage = [];
    private OpenTeam? opened;
    private string? name;
    private string? timeZone;
    private DateTimeOffset? closedAt;
    private Credits? budget;
    private AutomationBudget? automation;
    private AlertTerms alerts = AlertTerms.Default;
    private long total = 750;
    private long remaining = 750;
    private long extra;
    private long version;
    private int calls;
    private int atGate;

    /// <summary>How often the gateway called it.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Thrown by every call, when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answered to every debit, when set.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Answered to every change of a member, when set.</summary>
    public MemberOutcome? MemberOutcome { get; set; }

    /// <summary>Whom the last call was made for.</summary>
    public Actor LastActor { get; private set; }

    /// <summary>Awaited by every debit, when set.</summary>
    public Task? Gate { get; set; }

    /// <summary>How many single debits have come as far as the gate.</summary>
    public int AtGate => Volatile.Read(ref atGate);

    /// <summary>Whether it was first asked for in a thread of the pool, and not in one that listens to sockets; null: never.</summary>
    public bool? WasAskedInThePool { get; private set; }

    public FakeTeam Asked()
    {
        WasAskedInThePool ??= Thread.CurrentThread.IsThreadPoolThread;
        return this;
    }

    /// <summary>What the pool has left.</summary>
    public long Remaining
    {
        get => remaining;
        set => total = remaining = value;
    }

    private Balance Balance => new(new(remaining), new(total - remaining), new(total), new(extra), version);

    /// <summary>Makes its credits document say something else, when set.</summary>
    public Func<TeamCredits, TeamCredits>? Amend { get; set; }

    /// <summary>Why a member's debits would be refused.</summary>
    public RefusalReason? MemberBlockedBy { get; set; }

    private TeamCredits Document => Amend?.Invoke(OwnDocument) ?? OwnDocument;

    private TeamCredits OwnDocument => new(
        teamId,
        name ?? opened!.Name,
        Status,
        opened!.Subscription?.Plan,
        opened.Subscription?.Seats,
        new(total),
        new(remaining),
        new(total - remaining),
        new(total - remaining),
        Credits.Zero,
        new(extra),
        new CyclePeriod(Start, Start.AddDays(31)),
        Start.AddDays(31),
        opened.Subscription is null ? new TrialDay(1, 14, Start.AddDays(14)) : null,
        version,
        Held: Credits.Zero,
        Spendable: new(remaining + extra),
        BlockedBy: remaining + extra > 0 ? null : RefusalReason.CreditsExhausted,
        SeatsOver: 0,
        Automation: Automation,
        ClosedAt: closedAt);

    private TeamStatus Status =>
        closedAt is not null ? TeamStatus.Canceled : opened!.Subscription is null ? TeamStatus.Trialing : TeamStatus.Active;

    public TeamListing? Listing => opened is null ? null : new(
        teamId, name ?? opened.Name, timeZone ?? opened.TimeZone, Status, opened.Subscription?.Plan, opened.Subscription?.Seats, Start, closedAt);

    private AutomationStanding Automation => new(automation, automation is { Percent: { } percent } ? new(total * percent / 100) : automation?.Credits, new(7));

    public Task<OpenOutcome> Open(OpenTeam request) => CallAsync<OpenOutcome>(() =>
    {
        if (request.Subscription?.Plan == "nope")
        {
            return new OpenOutcome.UnknownPlan("nope", ["lite", "pro", "max"]);
        }

        if (opened is not null)
        {
            return opened == request ? new OpenOutcome.Opened(Document, Before: true) : new OpenOutcome.Differs();
        }

        opened = request;
        version = 1;
        members[request.Owner.MemberId.Value] = Standing(request.Owner.MemberId, request.Owner.Name, MemberRole.Owner, null);
        return new OpenOutcome.Opened(Document, Before: false);
    });

    public Task<TeamListing?> Change(TeamChange change) => CallAsync(() =>
    {
        (name, timeZone) = (change.Name ?? name, change.TimeZone ?? timeZone);
        return Listing;
    });

    public Task<TeamListing?> Close(bool forgetsPeople = false) => CallAsync(() =>
    {
        closedAt ??= Start.AddDays(1);
        foreach (var member in forgetsPeople ? members.Values.ToArray() : [])
        {
            members[member.MemberId.Value] = member with { Name = "Former member" };
        }

        return Listing;
    });

    public Task<TeamCredits?> GetCredits() => CallAsync(() => opened is null ? null : Document);

    public Task<CreditsForMember?> GetCreditsOf(MemberId memberId) => CallAsync(() => opened is null ? null : new CreditsForMember(
        Document, new MemberHeadroom(memberId, new(3), new Credits(50), new(47), MemberBlockedBy)));

    public SpendingQuestion? LastQuestion { get; private set; }

    public Task<SpendingHint?> CanSpend(SpendingQuestion question) => CallAsync(() =>
    {
        LastQuestion = question;
        return opened is null ? null : question.Credits.Count <= remaining
            ? new SpendingHint(Reason: null, [], new(remaining), Start.AddDays(31))
            : new SpendingHint(RefusalReason.CreditsExhausted, [Remedy.Wait, Remedy.TopUp], new(remaining), Start.AddDays(31));
    });

    public Task<TeamStatement?> GetStatement() => CallAsync(Statement);

    public Task<MemberOfTeam?> GetMember(MemberId memberId) => CallAsync(() =>
        opened is null ? null : new MemberOfTeam(members.GetValueOrDefault(memberId.Value), opened.TimeZone));

    public async Task<DebitOutcome> Debit(DebitRequest request)
    {
        Interlocked.Increment(ref atGate);
        await (Gate ?? Task.CompletedTask);
        return await CallAsync(() => Decide(request));
    }

    public async Task<DebitBatch> DebitMany(DebitRequest[] requests)
    {
        await (Gate ?? Task.CompletedTask);
        return await CallAsync(() => new DebitBatch([.. requests.Select(Decide)], opened is null ? null : Balance));
    }

    public Task<ReversalOutcome> Reverse(long entryId, string? note) => CallAsync<ReversalOutcome>(() =>
    {
        var debit = usage.Find(item => item.EntryId == entryId);
        if (debit is null)
        {
            return entryId <= version ? new ReversalOutcome.NotADebit() : new ReversalOutcome.NoSuchEntry();
        }

        var before = usage.Find(item => item.Reverses == entryId);
        if (before is null)
        {
            remaining++;
            before = debit with
            {
                EntryId = ++version, At = Start.AddSeconds(version), Amount = Credits.One, Reverses = entryId, Note = note,
            };
            usage[usage.IndexOf(debit)] = debit with { ReversedBy = version };
            usage.Add(before);
            return new ReversalOutcome.Reversed(Receipt(before), Before: false);
        }

        return new ReversalOutcome.Reversed(Receipt(before), Before: true);
    });

    /// <summary>A hold ends when the test says so: the fake's own clock only counts entries.</summary>
    public Task<ConfirmOutcome> Confirm(long entryId) => CallAsync<ConfirmOutcome>(() =>
        ConfirmOutcome ?? (usage.Exists(item => item.EntryId == entryId && item.Reverses is null)
            ? new ConfirmOutcome.Confirmed(entryId, Start.AddSeconds(version + 1))
            : new ConfirmOutcome.NoSuchEntry()));

    /// <summary>Answered to every confirmation, when set.</summary>
    public ConfirmOutcome? ConfirmOutcome { get; set; }

    public Task<GrantOutcome> GrantExtra(ExtraGrant grant) => CallAsync<GrantOutcome>(() =>
    {
        if (opened is null)
        {
            return new GrantOutcome.NoSuchTeam();
        }

        if (byKey.TryGetValue(grant.Key, out var before))
        {
            return before.Request.Equals(grant)
                ? new GrantOutcome.Granted((GrantReceipt)before.Receipt, Replayed: true)
                : new GrantOutcome.KeyReused();
        }

        extra += grant.Credits.Count;
        var receipt = new GrantReceipt(++version, grant.Credits, grant.Reason, Start.AddSeconds(version), Balance);
        byKey[grant.Key] = (grant, receipt);
        return new GrantOutcome.Granted(receipt, Replayed: false);
    });

    public Task<AutomationStanding?> SetAutomationBudget(AutomationBudget? budget) => CallAsync(() =>
    {
        automation = budget;
        return opened is null ? null : Automation;
    });

    public Task<AlertTerms?> GetAlerts() => CallAsync(() => opened is null ? null : alerts);

    public Task<AlertTerms?> SetAlerts(AlertTerms terms) => CallAsync(() =>
    {
        alerts = terms;
        return opened is null ? null : alerts;
    });

    private Task<T> CallAsync<T>(Func<T> decide)
    {
        Interlocked.Increment(ref calls);
        LastActor = Actor.Current;
        if (Failure is not null)
        {
            return Task.FromException<T>(Failure);
        }

        lock (gate)
        {
            var before = version;
            var answer = decide();
            if (version != before)
            {
                TellFollowers();
            }

            return Task.FromResult(answer);
        }
    }

    private TeamStatement? Statement() => opened is null ? null : new TeamStatement(Document, [.. members.Values], budget, timeZone ?? opened.TimeZone);

    private DebitOutcome Decide(DebitRequest request)
    {
        if (opened is null)
        {
            return DebitOutcome.NoSuchTeam.Instance;
        }

        if (byKey.TryGetValue(request.Key, out var before))
        {
            return before.Request.Equals(request)
                ? new DebitOutcome.Debited((DebitReceipt)before.Receipt, Replayed: true)
                : Refuse(RefusalReason.IdempotencyKeyReused, Remedy.UseNewKey);
        }

        if (Refusal is not null)
        {
            return new DebitOutcome.Refused(Refusal);
        }

        if (!members.TryGetValue(request.MemberId.Value, out var member))
        {
            return Refuse(RefusalReason.MemberNotActive, Remedy.AddMember);
        }

        if (remaining == 0)
        {
            return Refuse(RefusalReason.CreditsExhausted, Remedy.Wait, Remedy.TopUp, Remedy.Upgrade);
        }

        remaining--;
        version++;
        Count(member, request.Action);
        var at = Start.AddSeconds(version);
        var receipt = new DebitReceipt(
            version, Bucket.Pool, at, Start, Balance, request.HoldSeconds is { } seconds ? at.AddSeconds(seconds) : null);
        byKey[request.Key] = (request, receipt);
        usage.Add(new UsageItem(
            version, receipt.At, request.MemberId, request.Action, request.JobId, request.Regeneration, Bucket.Pool,
            -Credits.One, Start, Reverses: null, CycleClosed: false, Note: null));
        return new DebitOutcome.Debited(receipt, Replayed: false);
    }

    private void Count(MemberStanding member, AiAction action)
    {
        member.UsedByAction[action] = member.UsedByAction.GetValueOrDefault(action) + Credits.One;
        members[member.MemberId.Value] = member with { Used = member.Used + Credits.One };
    }

    private DebitOutcome.Refused Refuse(RefusalReason reason, params Remedy[] remedies) =>
        new(new Refusal(reason, new(remaining), new(extra), Start.AddDays(31), remedies));

    private ReversalReceipt Receipt(UsageItem item) => new(
        item.EntryId, item.Reverses!.Value, item.MemberId, item.Action, item.JobId, item.Bucket, item.Amount,
        item.CycleClosed, item.Note, item.At, item.CycleStart, Balance);
}
