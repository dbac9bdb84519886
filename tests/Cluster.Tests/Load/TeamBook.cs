using Purser.Tests.History;

namespace Purser.Tests.Load;

/// <summary>What the clients of a team have asked for so far, so that others can ask for it again.</summary>
public sealed class TeamBook(string teamId)
{
    private readonly Lock gate = new();
    private readonly List<Ask.Debit> asked = [];
    private readonly List<long> debited = [];
    private readonly List<long> held = [];
    private int keys;

    public string TeamId => teamId;

    /// <summary>A debit that nobody has asked for.</summary>
    public Ask.Debit New(Random random, IReadOnlyList<string> members)
    {
        var member = members[random.Next(members.Count)];
        var action = (AiAction)random.Next(1, 9);
        var job = random.Next(4) == 0 ? null : $"job-{random.Next(10_000)}";
        lock (gate)
        {
            var debit = new Ask.Debit($"{teamId}/{++keys}", member, action, job, Regeneration: random.Next(8) == 0);
            asked.Add(debit);
            return debit;
        }
    }

    /// <summary>The same, but it is given back unless it is confirmed within a second or two.</summary>
    public Ask.Debit NewHeld(Random random, IReadOnlyList<string> members)
    {
        var debit = New(random, members);
        lock (gate)
        {
            asked.Remove(debit);
            debit = debit with { HoldSeconds = random.Next(1, 3) };
            asked.Add(debit);
            return debit;
        }
    }

    /// <summary>A grant that nobody has asked for.</summary>
    public Ask.Grant NewGrant(Random random)
    {
        lock (gate)
        {
            return new Ask.Grant($"{teamId}/grant/{++keys}", new Credits(random.Next(1, 8)));
        }
    }

    /// <summary>A debit that somebody has asked for, perhaps this very moment.</summary>
    public Ask.Debit? Asked(Random random) => Any(asked, random);

    /// <summary>A debit that was acknowledged.</summary>
    public Ask.Reversal? Reversible(Random random)
    {
        var entry = Any(debited, random);
        return entry == 0 ? null : new Ask.Reversal(entry);
    }

    /// <summary>A held debit that was acknowledged, perhaps long ago.</summary>
    public Ask.Confirmation? Confirmable(Random random)
    {
        var entry = Any(held, random);
        return entry == 0 ? null : new Ask.Confirmation(entry);
    }

    /// <summary>Notes what a debit led to.</summary>
    public void Note(Ask.Debit debit, Answer answer)
    {
        if (answer is Answer.Done done)
        {
            lock (gate)
            {
                debited.Add(done.Receipt.EntryId);
                if (debit.HoldSeconds is not null)
                {
                    held.Add(done.Receipt.EntryId);
                }
            }
        }
    }

    private T? Any<T>(List<T> all, Random random)
    {
        lock (gate)
        {
            return all.Count == 0 ? default : all[random.Next(all.Count)];
        }
    }
}
