namespace Purser.Jobs;

/// <summary>A part of a query.</summary>
internal abstract class QueryTerm
{
    private QueryTerm()
    {
    }

    public abstract bool Matches(QueriedJob job);

    public sealed class Everything : QueryTerm
    {
        public override bool Matches(QueriedJob job) => true;
    }

    public sealed class AllOf(QueryTerm[] terms) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => Array.TrueForAll(terms, term => term.Matches(job));
    }

    public sealed class AnyOf(QueryTerm[] terms) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => Array.Exists(terms, term => term.Matches(job));
    }

    public sealed class Not(QueryTerm term) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => !term.Matches(job);
    }

    public sealed class Words(Phrase phrase) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => phrase.IsIn(job.Words);
    }

    public sealed class Skill(TextPattern name) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => job.Post.Skills.Any(skill => name.Matches(skill));
    }

    public sealed class Level(TextPattern name) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => name.Matches(job.Post.Level);
    }

    public sealed class PaidBy(JobPayment payment) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => job.Post.Payment == payment;
    }

    public sealed class Budget(AmountRange range) : QueryTerm
    {
        public override bool Matches(QueriedJob job) => job.Post.Budget is { } budget && range.Meets(budget, budget);
    }

    /// <summary>A rate is a range itself: they meet where the job could pay what is asked for.</summary>
    public sealed class Rate(AmountRange range) : QueryTerm
    {
        public override bool Matches(QueriedJob job) =>
            job.Post.Rate is { } rate
            && (rate.Low ?? rate.High) is { } low
            && (rate.High ?? rate.Low) is { } high
            && range.Meets(low, high);
    }
}

/// <summary>A job that is asked several things: its words are looked for once, and only if a term is about words.</summary>
internal sealed class QueriedJob(JobPost post)
{
    private WordList? words;

    public JobPost Post => post;

    public WordList Words => words ??= new WordList([post.Title, .. post.Skills, post.Description]);
}
