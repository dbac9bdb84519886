namespace Purser.Teams;

/// <summary>A debit of before, from wherever the team was then.</summary>
/// <param name="At">When it was; not before 2000.</param>
/// <param name="MemberId">Who spent: a member, or somebody who was one.</param>
/// <param name="Action">On what.</param>
/// <param name="JobId">For which job, where there is one.</param>
/// <param name="Regeneration">Whether it was a regeneration.</param>
/// <param name="Key">Its idempotency key, remembered like any other; null: it is known by what it says.</param>
/// <param name="Repetition">Without a key: how many that say the same came before it.</param>
[GenerateSerializer, Immutable, Alias("purser.PastDebit")]
public sealed record PastDebit(
    DateTimeOffset At, MemberId MemberId, AiAction Action, JobId? JobId, bool Regeneration, string? Key, int Repetition = 0);

/// <summary>A part of a team's past.</summary>
/// <param name="Debits">Up to <see cref="Limits.BatchSize"/>, in the order of their time; may be none.</param>
/// <param name="IsLast">Nothing more follows for now: debits of the team's own need wait no longer.</param>
/// <param name="Trial">What was tried before this part, where nothing is to be imported; null: it is imported.</param>
[GenerateSerializer, Immutable, Alias("purser.PastBatch")]
public sealed record PastBatch(PastDebit[] Debits, bool IsLast, PastTrial? Trial = null);

/// <summary>What would have been imported by the parts that were tried before.</summary>
/// <param name="Until">The last debit's time; null: there was none.</param>
/// <param name="FromPool">Credits of the present cycle's pool.</param>
/// <param name="FromExtra">Extra credits.</param>
[GenerateSerializer, Immutable, Alias("purser.PastTrial")]
public sealed record PastTrial(DateTimeOffset? Until, Credits FromPool, Credits FromExtra)
{
    /// <summary>Nothing was tried before.</summary>
    public static PastTrial Start { get; } = new(Until: null, Credits.Zero, Credits.Zero);
}

/// <summary>What became of a debit of before.</summary>
public enum PastVerdict : byte
{
    /// <summary>It is an entry now.</summary>
    Imported = 0,

    /// <summary>It was one already.</summary>
    Known = 1,

    /// <summary>Nobody of that id is or was a member.</summary>
    NoSuchMember = 2,

    /// <summary>It is earlier than one that is imported.</summary>
    OutOfOrder = 3,

    /// <summary>It has yet to come.</summary>
    InFuture = 4,

    /// <summary>It lies in the present cycle, and neither pool nor extra has a credit for it.</summary>
    NoCredits = 5,

    /// <summary>Its key was used for something else.</summary>
    KeyReused = 6,

    /// <summary>The team has debits of its own: its past is over.</summary>
    PastIsOver = 7,
}

/// <summary>What became of a part of a team's past.</summary>
[GenerateSerializer, Immutable, Alias("purser.PastOutcome")]
public abstract record PastOutcome
{
    private PastOutcome()
    {
    }

    /// <summary>It was told, or tried.</summary>
    /// <param name="Verdicts">One per debit, in order.</param>
    /// <param name="Trial">What the next part is to be tried with; null where it is imported.</param>
    [GenerateSerializer, Immutable, Alias("purser.PastOutcome.Told")]
    public sealed record Told(PastVerdict[] Verdicts, PastTrial? Trial) : PastOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.PastOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : PastOutcome;
}
