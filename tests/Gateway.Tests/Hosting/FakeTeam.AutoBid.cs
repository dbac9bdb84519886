using Purser.AutoBid;
using Purser.Jobs;

namespace Purser.Gateway.Tests;

/// <summary>The Auto Bid of its members: whatever the test says.</summary>
internal sealed partial class FakeTeam : ITeamAutoBid
{
    private readonly Dictionary<MemberId, FakeAutoBid> autoBids = [];

    public FakeAutoBid AutoBid(MemberId memberId)
    {
        lock (gate)
        {
            return autoBids.TryGetValue(memberId, out var known) ? known : autoBids[memberId] = new FakeAutoBid(this, memberId);
        }
    }

    public Task<MemberId[]> GetBidders(int days) => CallAsync(() => autoBids.Where(bid => bid.Value.Advice is not null).Select(bid => bid.Key).ToArray());

    Task<bool> ITeamAutoBid.Exists() => throw new NotSupportedException();

    public Task<MemberId[]> GetSwitchedOn() => throw new NotSupportedException();

    internal sealed class FakeAutoBid(FakeTeam team, MemberId memberId) : IAutoBidGrain, IAutoBidInsights
    {
        private AutoBidSettings settings = AutoBidSettings.Default;

        public FunnelDay[] Days { get; set; } = [];

        public DayStop[] Stops { get; set; } = [];

        public AutoBidAdvice? Advice { get; set; }

        public WhatIfAnswer? WhatIfAnswer { get; set; }

        /// <summary>What was asked last.</summary>
        public object? LastQuestion { get; private set; }

        private bool Exists => team.members.ContainsKey(memberId.Value);

        public Task<AutoBidSettings?> GetSettings() => team.CallAsync(() => Exists ? settings : null);

        public Task<bool> SetSettings(AutoBidSettings settings) => team.CallAsync(() =>
        {
            this.settings = Exists ? settings : this.settings;
            return Exists;
        });

        public Task<Funnel?> GetFunnel(DateOnly? from, DateOnly? to) => AskAsync((from, to), new Funnel(Days, Stops));

        public Task<WhatIfAnswer?> WhatIf(WhatIfQuestion question) => AskAsync(
            question, WhatIfAnswer ?? new WhatIfAnswer(settings, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 7), [], [], []));

        public Task<AutoBidAdvice?> Advise(int days) => AskAsync(days, Advice);

        public Task<RunOutcome> Start(RunRequest run) => throw new NotSupportedException();

        public Task<JobGrants> Begin(string runId, JobPost[] jobs) => throw new NotSupportedException();

        public Task<JobGrants> Report(string runId, JobReport[] reports) => throw new NotSupportedException();

        public Task<AutoBidStanding?> GetStanding() => throw new NotSupportedException();

        public Task<RunStop?> Heartbeat(string runId) => throw new NotSupportedException();

        public Task<FunnelDay?> Finish(string runId) => throw new NotSupportedException();

        private Task<T?> AskAsync<T>(object question, T? answer)
            where T : class => team.CallAsync(() =>
        {
            LastQuestion = question;
            return Exists ? answer : null;
        });
    }
}
