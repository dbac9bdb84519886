using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>
/// A team with as much behaviour as the gateway's tests need: it opens, debits a pool by key, reverses, keeps members.
/// Its clock ticks a second per entry.
/// </summary>
internal sealed partial class FakeTeam(TeamId teamId) : ITeamGrain, IHistoryGrain
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (object Request, object Receipt)> _byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemberStanding> _members = new(StringComparer.Ordinal);
    private readonly List<UsageItem> _usage = [];
    private OpenTeam? _opened;
    private Credits? _budget;
    private long _total = 750;
    private long _remaining = 750;
    private long _extra;
    private long _version;
    private int _calls;
    private int _atGate;

    /// <summary>How often the gateway called it.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Thrown by every call, when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answered to every debit, when set.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Answered to every change of a member, when set.</summary>
    public MemberOutcome? MemberOutcome { get; set; }

    /// <summary>Awaited by every debit, when set.</summary>
    public Task? Gate { get; set; }

    /// <summary>How many single debits have come as far as the gate.</summary>
    public int AtGate => Volatile.Read(ref _atGate);

    public UsageQuery? LastQuery { get; private set; }

    /// <summary>What the pool has left.</summary>
    public long Remaining
    {
        get => _remaining;
        set => _total = _remaining = value;
    }

    private Balance Balance => new(new(_remaining), new(_total - _remaining), new(_total), new(_extra), _version);

    private TeamCredits Document => new(
        teamId,
        _opened!.Name,
        _opened.Subscription is null ? TeamStatus.Trialing : TeamStatus.Active,
        _opened.Subscription?.Plan,
        _opened.Subscription?.Seats,
        new(_total),
        new(_remaining),
        new(_total - _remaining),
        new(_total - _remaining),
        Credits.Zero,
        new(_extra),
        new CyclePeriod(Start, Start.AddDays(31)),
        Start.AddDays(31),
        _opened.Subscription is null ? new TrialDay(1, 14, Start.AddDays(14)) : null,
        _version);

    public Task<OpenOutcome> Open(OpenTeam request) => Call<OpenOutcome>(() =>
    {
        if (request.Subscription?.Plan == "nope")
        {
            return new OpenOutcome.UnknownPlan("nope", ["lite", "pro", "max"]);
        }

        if (_opened is not null)
        {
            return _opened == request ? new OpenOutcome.Opened(Document, Before: true) : new OpenOutcome.Differs();
        }

        _opened = request;
        _version = 1;
        _members[request.Owner.MemberId.Value] = Standing(request.Owner.MemberId, request.Owner.Name, MemberRole.Owner, null);
        return new OpenOutcome.Opened(Document, Before: false);
    });

    public Task<TeamCredits?> GetCredits() => Call(() => _opened is null ? null : Document);

    public Task<TeamStatement?> GetStatement() => Call(Statement);

    public Task<MemberOfTeam?> GetMember(MemberId memberId) => throw new NotSupportedException();

    public async Task<DebitOutcome> Debit(DebitRequest request)
    {
        Interlocked.Increment(ref _atGate);
        await (Gate ?? Task.CompletedTask);
        return await Call(() => Decide(request));
    }

    public async Task<DebitBatch> DebitMany(DebitRequest[] requests)
    {
        await (Gate ?? Task.CompletedTask);
        return await Call(() => new DebitBatch([.. requests.Select(Decide)], _opened is null ? null : Balance));
    }

    public Task<ReversalOutcome> Reverse(long entryId, string? note) => Call<ReversalOutcome>(() =>
    {
        var debit = _usage.Find(item => item.EntryId == entryId);
        if (debit is null)
        {
            return entryId <= _version ? new ReversalOutcome.NotADebit() : new ReversalOutcome.NoSuchEntry();
        }

        var before = _usage.Find(item => item.Reverses == entryId);
        if (before is null)
        {
            _remaining++;
            before = debit with
            {
                EntryId = ++_version, At = Start.AddSeconds(_version), Amount = Credits.One, Reverses = entryId, Note = note,
            };
            _usage.Add(before);
            return new ReversalOutcome.Reversed(Receipt(before), Before: false);
        }

        return new ReversalOutcome.Reversed(Receipt(before), Before: true);
    });

    /// <summary>A hold ends when the test says so: the fake's own clock only counts entries.</summary>
    public Task<ConfirmOutcome> Confirm(long entryId) => Call<ConfirmOutcome>(() =>
        ConfirmOutcome ?? (_usage.Exists(item => item.EntryId == entryId && item.Reverses is null)
            ? new ConfirmOutcome.Confirmed(entryId, Start.AddSeconds(_version + 1))
            : new ConfirmOutcome.NoSuchEntry()));

    /// <summary>Answered to every confirmation, when set.</summary>
    public ConfirmOutcome? ConfirmOutcome { get; set; }

    public Task<GrantOutcome> GrantExtra(ExtraGrant grant) => Call<GrantOutcome>(() =>
    {
        if (_opened is null)
        {
            return new GrantOutcome.NoSuchTeam();
        }

        if (_byKey.TryGetValue(grant.Key, out var before))
        {
            return before.Request.Equals(grant)
                ? new GrantOutcome.Granted((GrantReceipt)before.Receipt, Replayed: true)
                : new GrantOutcome.KeyReused();
        }

        _extra += grant.Credits.Count;
        var receipt = new GrantReceipt(++_version, grant.Credits, grant.Reason, Start.AddSeconds(_version), Balance);
        _byKey[grant.Key] = (grant, receipt);
        return new GrantOutcome.Granted(receipt, Replayed: false);
    });

    public Task<MemberOutcome> PutMember(MemberTerms terms) => ChangeMember(() =>
    {
        var isNew = !_members.TryGetValue(terms.MemberId.Value, out var known) || known.Status == MemberStatus.Removed;
        var budget = terms.Budget.Own ? terms.Budget.Cap : _budget;
        var member = Standing(terms.MemberId, terms.Name, terms.Role, budget);
        _members[terms.MemberId.Value] = member;
        return new MemberOutcome.Done(member, isNew);
    });

    public Task<MemberOutcome> RemoveMember(MemberId memberId) => ChangeMember(() =>
    {
        if (!_members.TryGetValue(memberId.Value, out var member))
        {
            return new MemberOutcome.NoSuchMember();
        }

        _members[memberId.Value] = member with { Status = MemberStatus.Removed };
        return new MemberOutcome.Done(_members[memberId.Value], Added: false);
    });

    public Task<MemberOutcome> MakeOwner(MemberId memberId) => ChangeMember(() =>
    {
        if (!_members.TryGetValue(memberId.Value, out var member))
        {
            return new MemberOutcome.NoSuchMember();
        }

        _members[memberId.Value] = member with { Role = MemberRole.Owner };
        return new MemberOutcome.Done(_members[memberId.Value], Added: false);
    });

    public Task<TeamStatement?> SetTeamBudget(Credits? budget) => Call(() =>
    {
        _budget = budget;
        return Statement();
    });

    public Task<UsagePage?> ExportUsage(UsageQuery query) => GetUsage(query with { Limit = 2 });

    public Task<UsagePage?> GetUsage(UsageQuery query) => Call(() =>
    {
        LastQuery = query;
        if (_opened is null)
        {
            return null;
        }

        var rows = _usage.Where(item => query.Before is null || item.EntryId < query.Before).Reverse().ToArray();
        return new UsagePage(rows[..Math.Min(query.Limit, rows.Length)], rows.Length > query.Limit ? rows[query.Limit - 1].EntryId : null);
    });

    public SummaryQuery? LastSummary { get; private set; }

    public Task<SummaryOutcome> Summarize(SummaryQuery query) => Call<SummaryOutcome>(() =>
    {
        LastSummary = query;
        return _opened is null ? new SummaryOutcome.NoSuchTeam()
            : query.Cycle is { } cycle && cycle != Start ? new SummaryOutcome.NoSuchCycle()
            : new SummaryOutcome.Summed(new UsageSummary(
                [new UsageGroup("anna", "Anna", new(5), new(1)), new UsageGroup(null, "No job", new(1), new(0))], new OtherGroups(2, new(3), new(1)), new(9), 12));
    });

    public Task<CyclesPage?> GetCycles(CyclesQuery query) => Call(() => _opened is null ? null : new CyclesPage(
        [new CycleTotals(Start, query.Before is null ? null : Start.AddDays(31), new(_total), new(4), new(1), TeamStatus.PastDue)],
        query.Before is null ? 7 : null));

    /// <summary>The entries beside the debits, newest first.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    public LedgerQuery? LastLedgerQuery { get; private set; }

    public Task<LedgerPage?> GetEntries(LedgerQuery query) => Call(() =>
    {
        LastLedgerQuery = query;
        var rows = Entries.Where(entry => entry.EntryId < (query.Before ?? long.MaxValue)
            && (!query.OnlyGrants || entry.Kind is LedgerEntry.ExtraGranted or LedgerEntry.PackClaimed)).ToArray();
        return _opened is null ? null : new LedgerPage(
            rows[..Math.Min(query.Limit, rows.Length)], rows.Length > query.Limit ? rows[query.Limit - 1].EntryId : null);
    });

    public Task<AuditReport?> Audit() => Call(() => _opened is null
        ? null
        : new AuditReport(teamId, Ok: false, _version, _version, Balance, Balance,
            [new AuditDifference(2, "remaining", "750", "749"), new AuditDifference(null, "members.anna.used", "1", "2")]));

    private static MemberStanding Standing(MemberId memberId, string name, MemberRole role, Credits? budget) =>
        new(memberId, name, role, MemberStatus.Active, budget, Credits.Zero, []);

    private Task<T> Call<T>(Func<T> decide)
    {
        Interlocked.Increment(ref _calls);
        if (Failure is not null)
        {
            return Task.FromException<T>(Failure);
        }

        lock (_gate)
        {
            return Task.FromResult(decide());
        }
    }

    private Task<MemberOutcome> ChangeMember(Func<MemberOutcome> change) => Call(() =>
        MemberOutcome ?? (_opened is null ? new MemberOutcome.NoSuchTeam() : change()));

    private TeamStatement? Statement() => _opened is null ? null : new TeamStatement(Document, [.. _members.Values], _budget, _opened.TimeZone);

    private DebitOutcome Decide(DebitRequest request)
    {
        if (_opened is null)
        {
            return DebitOutcome.NoSuchTeam.Instance;
        }

        if (_byKey.TryGetValue(request.Key, out var before))
        {
            return before.Request.Equals(request)
                ? new DebitOutcome.Debited((DebitReceipt)before.Receipt, Replayed: true)
                : Refuse(RefusalReason.IdempotencyKeyReused, Remedy.UseNewKey);
        }

        if (Refusal is not null)
        {
            return new DebitOutcome.Refused(Refusal);
        }

        if (!_members.TryGetValue(request.MemberId.Value, out var member))
        {
            return Refuse(RefusalReason.MemberNotActive, Remedy.AddMember);
        }

        if (_remaining == 0)
        {
            return Refuse(RefusalReason.CreditsExhausted, Remedy.Wait, Remedy.TopUp, Remedy.Upgrade);
        }

        _remaining--;
        _version++;
        Count(member, request.Action);
        var at = Start.AddSeconds(_version);
        var receipt = new DebitReceipt(
            _version, Bucket.Pool, at, Start, Balance, request.HoldSeconds is { } seconds ? at.AddSeconds(seconds) : null);
        _byKey[request.Key] = (request, receipt);
        _usage.Add(new UsageItem(
            _version, receipt.At, request.MemberId, request.Action, request.JobId, request.Regeneration, Bucket.Pool,
            -Credits.One, Start, Reverses: null, CycleClosed: false, Note: null));
        return new DebitOutcome.Debited(receipt, Replayed: false);
    }

    private void Count(MemberStanding member, AiAction action)
    {
        member.UsedByAction[action] = member.UsedByAction.GetValueOrDefault(action) + Credits.One;
        _members[member.MemberId.Value] = member with { Used = member.Used + Credits.One };
    }

    private DebitOutcome.Refused Refuse(RefusalReason reason, params Remedy[] remedies) =>
        new(new Refusal(reason, new(_remaining), new(_extra), Start.AddDays(31), remedies));

    private ReversalReceipt Receipt(UsageItem item) => new(
        item.EntryId, item.Reverses!.Value, item.MemberId, item.Action, item.JobId, item.Bucket, item.Amount,
        item.CycleClosed, item.Note, item.At, item.CycleStart, Balance);
}
