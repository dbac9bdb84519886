using Purser.Insights;

namespace Purser.Grains.Tests.Insights;

/// <summary>A team whose month is written down action by action, so that the same month can be lived through differently.</summary>
internal sealed class SpendingTeam
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 9, 0, 0, TimeSpan.Zero);

    public static readonly MemberId[] Members = [MemberId.Parse("anna"), MemberId.Parse("ben"), MemberId.Parse("cleo")];

    private readonly List<Done> all = [];

    public static DateTimeOffset Now => Start.AddDays(30);

    public int Credits => all.Count;

    public IReadOnlyList<Done> All => all;

    public SpendingTeam Do(int job, AiAction action, int member = 0, bool again = false, double day = 0)
    {
        all.Add(new Done(Start.AddDays((job % 20) + day), member, action, job, again));
        return this;
    }

    /// <summary>Jobs that are looked at, written for and bid on by hand: as it should be.</summary>
    public SpendingTeam Healthy(int jobs, int from = 0)
    {
        foreach (var job in Enumerable.Range(from, jobs))
        {
            Do(job, AiAction.JobAssistant, job % 3).Do(job, AiAction.CoverLetter, job % 3, day: 0.1);
        }

        return this;
    }

    public SpendingTeam OpensEverything(int jobs, int from = 1000)
    {
        foreach (var job in Enumerable.Range(from, jobs))
        {
            Do(job, AiAction.JobAssistant, job % 2);
        }

        return this;
    }

    public SpendingTeam Rerolls(int jobs, int times, int from = 0)
    {
        foreach (var job in Enumerable.Range(from, jobs))
        {
            for (var time = 0; time < times; time++)
            {
                Do(job, AiAction.CoverLetter, member: 1, again: true, day: 0.2);
            }
        }

        return this;
    }

    /// <summary>The same month without what is left out.</summary>
    public SpendingTeam Without(Func<Done, bool> leftOut)
    {
        var other = new SpendingTeam();
        other.all.AddRange(all.Where(done => !leftOut(done)));
        return other;
    }

    public UseFacts Facts()
    {
        var facts = new UseFacts();
        var seq = 0L;
        foreach (var done in all.OrderBy(done => done.At))
        {
            facts.Take(new UseRow(++seq, done.At, done.Member, done.Action, done.Job + 1, done.Again, Reverses: null));
        }

        return facts;
    }

    public JobAssistantInsight? JobAssistant() => Causes.JobAssistant(Facts(), Credits, Now, Members);

    public RegenerationsInsight? Regenerations()
    {
        var facts = Facts();
        return Causes.Regenerations(facts, Credits, Members, job => JobId.Parse($"job-{job - 1}"));
    }

    internal sealed record Done(DateTimeOffset At, int Member, AiAction Action, int Job, bool Again);
}
