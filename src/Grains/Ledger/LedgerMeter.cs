using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Purser.Accounts;

namespace Purser.Ledger;

/// <summary>
/// What a silo counts, for whoever listens to the meter <c>Purser</c>; names as OpenTelemetry's conventions have them. It counts once
/// a commit, not once a debit, so that it costs a debit next to nothing.
/// </summary>
internal sealed class LedgerMeter
{
    /// <summary>A team is opened, and its first cycle starts.</summary>
    private const int FirstCycle = 2;

    private static readonly FrozenDictionary<EventKind, string> Kinds = Codes<EventKind>();
    private static readonly FrozenDictionary<Bucket, string> Buckets = Codes<Bucket>();
    private static readonly FrozenDictionary<RefusalReason, string> Reasons = Codes<RefusalReason>();
    private static readonly FrozenDictionary<AppendOutcome, string> Outcomes = Codes<AppendOutcome>();
    private static readonly FrozenDictionary<ResetCause, string> Causes = Codes<ResetCause>();

    private readonly Counter<long> entries;
    private readonly Counter<long> refusals;
    private readonly Counter<long> replayed;
    private readonly Counter<long> unwritten;
    private readonly Histogram<double> commits;
    private readonly Histogram<long> rows;
    private readonly Histogram<double> resets;
    private readonly Histogram<double> openings;

    private readonly TimeProvider clock;

    /// <param name="meters">Whose meter it is.</param>
    /// <param name="clock">What commits are timed with.</param>
    public LedgerMeter(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create("Purser");
        entries = meter.CreateCounter<long>("purser.ledger.entries", "{entry}", "Entries that became durable.");
        refusals = meter.CreateCounter<long>("purser.debits.refused", "{debit}", "Debits that were refused.");
        replayed = meter.CreateCounter<long>("purser.answers.replayed", "{answer}", "Answers of before, to keys that were seen before.");
        unwritten = meter.CreateCounter<long>("purser.ledger.unwritten", "{append}", "Appends that were not, or perhaps not, written: their callers decide anew or are told so.");
        commits = meter.CreateHistogram("purser.ledger.commit.duration", "s", "How long a commit took.", advice: Seconds(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1, 4, 16));
        rows = meter.CreateHistogram<long>("purser.ledger.commit.entries", "{entry}", "How many entries a commit wrote.", advice: new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096] });
        resets = meter.CreateHistogram("purser.resets.lag", "s", "How long after its beginning a cycle was entered.", advice: Seconds(1, 5, 15, 30, 60, 120, 600, 3600, 86_400));
        openings = meter.CreateHistogram("purser.teams.opening.duration", "s", "How long it took to read a team from the ledger.", advice: Seconds(0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 120));
        meter.CreateObservableGauge("purser.ledger.queue", () => Queue(), "{entry}", "Entries between decision and commit.");
        meter.CreateObservableGauge("purser.teams.open", () => Teams(), "{team}", "Teams that are in memory and may be debited without their grain.");
    }

    /// <summary>How many entries are between decision and commit.</summary>
    public Func<int> Queue { private get; set; } = static () => 0;

    /// <summary>How many teams are in memory.</summary>
    public Func<int> Teams { private get; set; } = static () => 0;

    /// <summary>A commit begins.</summary>
    /// <returns>Its timestamp.</returns>
    public long Begin() => clock.GetTimestamp();

    /// <summary>Appends became durable together.</summary>
    /// <param name="appends">Them.</param>
    /// <param name="began">When their commit began.</param>
    public void Committed(List<Append> appends, long began)
    {
        commits.Record(clock.GetElapsedTime(began).TotalSeconds);
        if (!entries.Enabled)
        {
            return;
        }

        Span<int> plain = stackalloc int[3];
        var count = 0;
        foreach (var append in appends)
        {
            foreach (var entry in append.Entries)
            {
                count++;
                if (entry.Event is TeamEvent.Debited debited)
                {
                    plain[(int)debited.Bucket]++;
                    continue;
                }

                Add(entry);
            }
        }

        rows.Record(count);
        for (var bucket = Bucket.Pool; bucket <= Bucket.Extra; bucket++)
        {
            if (plain[(int)bucket] is > 0 and var debits)
            {
                entries.Add(debits, new("kind", Kinds[EventKind.Debited]), new("bucket", Buckets[bucket]));
            }
        }
    }

    /// <summary>Appends ended otherwise.</summary>
    public void Failed(AppendOutcome outcome, int appends) => unwritten.Add(appends, new KeyValuePair<string, object?>("outcome", Outcomes[outcome]));

    /// <summary>A debit was refused, and the refusal holds.</summary>
    public void Refused(RefusalReason reason) => refusals.Add(1, new KeyValuePair<string, object?>("reason", Reasons[reason]));

    /// <summary>What was asked again got its answer of before.</summary>
    public void Replayed() => replayed.Add(1);

    /// <summary>A team was read.</summary>
    public void Opened(TimeSpan took) => openings.Record(took.TotalSeconds);

    private void Add(Entry entry)
    {
        var tags = new TagList { { "kind", Kinds[EventDetail.KindOf(entry.Event)] } };
        if (entry.Event.Movement is { } movement)
        {
            tags.Add("bucket", Buckets[movement.Bucket]);
        }

        entries.Add(1, tags);
        // A team's first cycle is no reset.
        if (entry.Seq > FirstCycle && entry.Event is TeamEvent.CycleStarted { Cycle: var cycle, Cause: var cause })
        {
            resets.Record(Math.Max(0, (entry.At - cycle.Start).TotalSeconds), new KeyValuePair<string, object?>("cause", Causes[cause]));
        }
    }

    private static InstrumentAdvice<double> Seconds(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private static FrozenDictionary<T, string> Codes<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToFrozenDictionary(static word => word, static word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()));
}
