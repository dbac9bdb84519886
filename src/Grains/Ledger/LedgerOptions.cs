namespace Purser.Ledger;

/// <summary>How the ledger commits. Every default was chosen by measurement on two cores.</summary>
public sealed class LedgerOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:Ledger";

    /// <summary>
    /// Connections that commit side by side. A team always uses the same one. 1: with two, each commits half as many rows at a
    /// time, and a commit costs PostgreSQL as much as twenty rows; one takes 40,000 debits a second. More are for a server with
    /// many processors.
    /// </summary>
    public int Lanes { get; set; } = 1;

    /// <summary>
    /// Most rows of one commit. 256: with more, all callers wait for one and the same flush and then all ask at once, so
    /// that PostgreSQL and the silo take turns at idling; with fewer, each row carries more of the commit.
    /// </summary>
    public int RowsPerCommit { get; set; } = 256;

    /// <summary>
    /// Most rows of one team between decision and commit. 4096: some 100 ms of a hot team. A part of a past that is brought along needs
    /// 2002: a thousand debits, each in a cycle of its own.
    /// </summary>
    public int RowsInFlightPerTeam { get; set; } = 4096;

    /// <summary>Most rows of a silo between decision and commit. 65,536: some seconds, and some 20 MiB.</summary>
    public int RowsInFlightPerSilo { get; set; } = 65_536;

    /// <summary>
    /// Most debits of a team on hold at a time. 10,000: a team that pays and delivers 300 times a second, each within half a
    /// minute; they are part of its state, some 200 bytes each.
    /// </summary>
    public int HoldsPerTeam { get; set; } = 10_000;

    /// <summary>Entries between two snapshots of a team. 1000: a replay of that many takes a few milliseconds.</summary>
    public int EntriesPerSnapshot { get; set; } = 1000;

    /// <summary>
    /// Entries between two snapshots of a team while it is folded from a ledger without a usable one. 200,000: what a replay that
    /// is cut short does again takes some seconds.
    /// </summary>
    public int EntriesPerReplaySnapshot { get; set; } = 200_000;

    /// <summary>
    /// Long replays, of more than a page of 20,000 entries, that run side by side in a silo. 1: each keeps a processor busy, and
    /// other teams need theirs.
    /// </summary>
    public int LongReplaysAtOnce { get; set; } = 1;

    /// <summary>
    /// How long callers wait for a team to be opened before they are told to try again; opening it goes on. 5 s: most teams take
    /// milliseconds, and a caller rather hears something than waits for minutes.
    /// </summary>
    public TimeSpan OpeningPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Keys a team keeps in mind. A repeated key among them costs one read; an older one costs the team's commits in
    /// flight a second try. 256: callers repeat within seconds, and it is 8 KiB of a busy team.
    /// </summary>
    public int KeysInMind { get; set; } = 256;

    /// <summary>
    /// How long a commit or check proves that this activation is the one that writes. After that, saying no or showing
    /// the credits takes a look at the table first. 1 s: what a reader may lag behind in the worst case.
    /// </summary>
    public TimeSpan ProofLasts { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a commit may take before its outcome counts as unknown. 10 s: long enough for a server under load, and well
    /// below the 30 s after which an Orleans call gives up.
    /// </summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        (string Name, long Value, long Least, long Most)[] ranges =
        [
            (nameof(Lanes), Lanes, 1, 64),
            (nameof(RowsPerCommit), RowsPerCommit, 1, 10_000),
            (nameof(RowsInFlightPerTeam), RowsInFlightPerTeam, (2 * Limits.BatchSize) + 2, 1_000_000),
            (nameof(RowsInFlightPerSilo), RowsInFlightPerSilo, RowsInFlightPerTeam, 10_000_000),
            (nameof(HoldsPerTeam), HoldsPerTeam, 0, 1_000_000),
            (nameof(EntriesPerSnapshot), EntriesPerSnapshot, 1, 1_000_000),
            (nameof(EntriesPerReplaySnapshot), EntriesPerReplaySnapshot, 1, 100_000_000),
            (nameof(LongReplaysAtOnce), LongReplaysAtOnce, 1, 64),
            (nameof(OpeningPatience) + " in seconds", (long)OpeningPatience.TotalSeconds, 1, 25),
            (nameof(KeysInMind), KeysInMind, 0, 1_000_000),
            (nameof(ProofLasts) + " in milliseconds", (long)ProofLasts.TotalMilliseconds, 0, 60_000),
            (nameof(CommitTimeout) + " in seconds", (long)CommitTimeout.TotalSeconds, 1, 25),
        ];
        return from range in ranges
               where range.Value < range.Least || range.Value > range.Most
               select $"{Section}:{range.Name} is {range.Value}; it must be {range.Least} to {range.Most}.";
    }
}
