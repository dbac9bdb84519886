namespace Purser.Schema;

/// <summary>A database's migrations against those of this version.</summary>
/// <param name="Missing">What this version has and the database lacks.</param>
/// <param name="Unknown">What the database has and this version does not know.</param>
internal sealed record SchemaComparison(IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)
{
    /// <summary>Why a silo of this version must not start on it, and what to do; null where it may.</summary>
    public string? Refusal => (Missing, Unknown) switch
    {
        ({ Count: > 0 }, { Count: 0 }) =>
            $"The database's schema is older than this silo: it lacks {string.Join(", ", Missing)}. Run `purser migrate` "
            + "(silos of the version before go on meanwhile, unless docs/operations.md says otherwise), or set Purser:Database:Migrate=true.",
        ({ Count: 0 }, { Count: > 0 }) =>
            $"The database's schema is newer than this silo, which does not know {string.Join(", ", Unknown)}. "
            + "Start the version that the database was migrated with, or a newer one.",
        ({ Count: > 0 }, { Count: > 0 }) =>
            $"The database is of another version: it lacks {string.Join(", ", Missing)} and has {string.Join(", ", Unknown)}, "
            + "which this silo does not know. Is it the right database?",
        _ => null,
    };
}
