using System.Collections.Concurrent;
using Purser.Access;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.AutoBid;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.History;
using Purser.Hosting;
using Purser.Insights;
using Purser.Portal;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>Teams whose debit calls are answered when the test says so.</summary>
internal sealed class HeldCluster : ICluster
{
    private readonly ConcurrentQueue<HeldCall> held = new();
    private int calls;
    private int debits;

    private static readonly DebitOutcome RefusedOutcome =
        new DebitOutcome.Refused(new Refusal(RefusalReason.CreditsExhausted, default, default, default, []));

    public event EventHandler? SiloFound;

    public event EventHandler<SiloLossEventArgs>? SiloLost;

    public bool IsAway { get; set; }

    public bool AnswersByItself { get; set; }

    public IReadOnlyList<HeldCall> Held => [.. held];

    public int Calls => calls;

    public int Debits => debits;

    public ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request) => default;

    public ITeamDirectory Teams() => throw new NotSupportedException();

    public ITeamGrain Team(TeamId teamId) =>
        IsAway ? throw new ClusterAwayException("Away.") : new HeldTeam(teamId, this);

    public IHistoryGrain History(TeamId teamId) => throw new NotSupportedException();

    public IBillingGrain Billing(TeamId teamId) => throw new NotSupportedException();

    public IAutoBidGrain AutoBid(TeamId teamId, MemberId memberId) => throw new NotSupportedException();

    public IAutoBidInsights AutoBidInsights(TeamId teamId, MemberId memberId) => throw new NotSupportedException();

    public ITeamAutoBid TeamAutoBid(TeamId teamId) => throw new NotSupportedException();

    public ITeamInsights TeamInsights(TeamId teamId) => throw new NotSupportedException();

    public IPortalDoor PortalDoor() => throw new NotSupportedException();

    public IAuditLog AuditLog() => throw new NotSupportedException();

    public IApiKeys ApiKeys() => throw new NotSupportedException();

    public IAlertEndpoints AlertEndpoints() => throw new NotSupportedException();

    public IAlertLog AlertLog() => throw new NotSupportedException();

    public IStripeInbox StripeInbox() => throw new NotSupportedException();

    public Task PingAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public void FindSilo() => SiloFound?.Invoke(this, EventArgs.Empty);

    public void LoseSilo(int left) => SiloLost?.Invoke(this, new SiloLossEventArgs(left));

    /// <summary>Every key has an outcome of its own, so that a mixed-up answer shows.</summary>
    public static DebitOutcome OutcomeOf(string key) => new DebitOutcome.Debited(
        new DebitReceipt(key.Aggregate(7L, (number, character) => unchecked((number * 131) + character)), Bucket.Pool, default, default, default),
        Replayed: false);

    private async Task<DebitOutcome[]> CallAsync(TeamId teamId, DebitRequest[] requests)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref debits, requests.Length);
        if (AnswersByItself)
        {
            await Task.Yield();
            return HeldCall.Echo(requests);
        }

        var call = new HeldCall(teamId, requests);
        held.Enqueue(call);
        return await call.Outcomes;
    }

    internal sealed class HeldCall(TeamId teamId, DebitRequest[] requests)
    {
        private readonly TaskCompletionSource<DebitOutcome[]> outcomes = new();

        public TeamId TeamId => teamId;

        public IEnumerable<string> Keys => requests.Select(request => request.Key);

        public Task<DebitOutcome[]> Outcomes => outcomes.Task;

        public static DebitOutcome[] Echo(DebitRequest[] requests) => [.. requests.Select(request => OutcomeOf(request.Key))];

        public void Answer() => outcomes.SetResult(Echo(requests));

        /// <summary>Answers, and refuses one key.</summary>
        public void Answer(string refused) => outcomes.SetResult(
            [.. requests.Select(request => request.Key == refused ? RefusedOutcome : OutcomeOf(request.Key))]);

        public void AnswerShort() => outcomes.SetResult(Echo(requests[1..]));

        public void FailOnce(Exception reason) => outcomes.TrySetException(reason);

        public void Fail(Exception reason) => outcomes.SetException(reason);
    }

    private sealed class HeldTeam(TeamId teamId, HeldCluster cluster) : ITeamGrain
    {
        public async Task<DebitOutcome> Debit(DebitRequest request) => (await cluster.CallAsync(teamId, [request]))[0];

        public async Task<DebitBatch> DebitMany(DebitRequest[] requests) =>
            new(await cluster.CallAsync(teamId, requests), default(Balance));

        public Task<MemberOutcome> ForgetMember(MemberId memberId) => throw new NotSupportedException();

        public Task<TeamListing?> Change(TeamChange change) => throw new NotSupportedException();

        public Task<TeamListing?> Close(bool forgetsPeople = false) => throw new NotSupportedException();

        public Task<OpenOutcome> Open(OpenTeam request) => throw new NotSupportedException();

        public Task<PastOutcome> TellPast(PastBatch batch) => throw new NotSupportedException();

        public Task<TeamCredits?> GetCredits() => throw new NotSupportedException();

        public Task<CreditsForMember?> GetCreditsOf(MemberId memberId) => throw new NotSupportedException();

        public Task<SpendingHint?> CanSpend(SpendingQuestion question) => throw new NotSupportedException();

        public Task<TeamCredits?> GetCreditsAfter(long version, TimeSpan patience) => throw new NotSupportedException();

        public Task<AutomationStanding?> SetAutomationBudget(AutomationBudget? budget) => throw new NotSupportedException();

        public Task<AlertTerms?> GetAlerts() => throw new NotSupportedException();

        public Task<AlertTerms?> SetAlerts(AlertTerms terms) => throw new NotSupportedException();

        public Task<TeamStatement?> GetStatement() => throw new NotSupportedException();

        public Task<ConfirmOutcome> Confirm(long entryId) => throw new NotSupportedException();

        public Task<MemberOfTeam?> GetMember(MemberId memberId) => throw new NotSupportedException();

        public Task<ReversalOutcome> Reverse(long entryId, string? note) => throw new NotSupportedException();

        public Task<GrantOutcome> GrantExtra(ExtraGrant grant) => throw new NotSupportedException();

        public Task<MemberOutcome> PutMember(MemberTerms terms) => throw new NotSupportedException();

        public Task<MemberOutcome> RemoveMember(MemberId memberId) => throw new NotSupportedException();

        public Task<MemberOutcome> MakeOwner(MemberId memberId) => throw new NotSupportedException();

        public Task<TeamStatement?> SetTeamBudget(Credits? budget) => throw new NotSupportedException();

        public Task<SubscribeOutcome> SetSubscription(SubscriptionTerms terms) => throw new NotSupportedException();

        public Task<SubscribeOutcome> CancelSubscription() => throw new NotSupportedException();

        public Task<AutoTopUpOutcome> SetAutoTopUp(AutoTopUpTerms? terms) => throw new NotSupportedException();

        public Task<AutoTopUpStanding?> GetAutoTopUp() => throw new NotSupportedException();
    }
}
