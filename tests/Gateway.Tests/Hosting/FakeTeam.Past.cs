using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>Its past: members' debits are imported, keys that were used are known, and all is over where it says so.</summary>
internal sealed partial class FakeTeam
{
    private readonly Dictionary<string, PastDebit> past = new(StringComparer.Ordinal);

    /// <summary>The parts that the gateway sent.</summary>
    public List<PastBatch> Parts { get; } = [];

    /// <summary>Whether the team has debits of its own.</summary>
    public bool PastIsOver { get; set; }

    public Task<PastOutcome> TellPast(PastBatch batch) => CallAsync<PastOutcome>(() =>
    {
        if (opened is null)
        {
            return new PastOutcome.NoSuchTeam();
        }

        Parts.Add(batch);
        return new PastOutcome.Told(Array.ConvertAll(batch.Debits, debit => Judge(debit, batch.Trial is not null)), batch.Trial);
    });

    private PastVerdict Judge(PastDebit debit, bool isTrial)
    {
        var key = debit.Key ?? $"{debit}";
        var verdict = past.TryGetValue(key, out var before) ? before == debit ? PastVerdict.Known : PastVerdict.KeyReused
            : PastIsOver ? PastVerdict.PastIsOver
            : members.ContainsKey(debit.MemberId.Value) ? PastVerdict.Imported
            : PastVerdict.NoSuchMember;
        if (verdict is PastVerdict.Imported && !isTrial)
        {
            past.Add(key, debit);
        }

        return verdict;
    }
}
