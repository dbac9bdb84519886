using System.Text.RegularExpressions;

namespace Purser.Jobs.Tests;

/// <summary>A query's meaning, spelt out the slow way, and the text that should have it.</summary>
internal abstract record NaiveQuery
{
    public abstract bool Matches(JobPost job);

    /// <summary>Its text; what binds less than a term is in parentheses.</summary>
    public abstract string Print();

    public sealed record Words(string Text, bool IsPrefix, bool IsQuoted) : NaiveQuery
    {
        // Of words made of letters only, in texts made of such words and blanks.
        public override bool Matches(JobPost job) =>
            ((string[])[job.Title, .. job.Skills, job.Description]).Any(text =>
                Regex.IsMatch(text, $@"(?<!\S){Regex.Replace(Text, @"\s+", @"\s+")}{(IsPrefix ? "" : @"(?!\S)")}", RegexOptions.IgnoreCase));

        public override string Print() => $"{(IsQuoted ? "\"" : "")}{Text}{(IsPrefix ? "*" : "")}{(IsQuoted ? "\"" : "")}";
    }

    public sealed record Skill(string Name) : NaiveQuery
    {
        public override bool Matches(JobPost job) => job.Skills.Contains(Name, StringComparer.OrdinalIgnoreCase);

        public override string Print() => $"skill:\"{Name}\"";
    }

    public sealed record PaidBy(JobPayment Payment) : NaiveQuery
    {
        public override bool Matches(JobPost job) => job.Payment == Payment;

        public override string Print() => $"type:{Payment}";
    }

    public sealed record Budget(string Sign, int Number) : NaiveQuery
    {
        public override bool Matches(JobPost job) => job.Budget is { } budget && Holds(budget);

        public override string Print() => $"budget:{Sign}{Number}";

        private bool Holds(decimal budget) => Sign switch
        {
            "<" => budget < Number,
            "<=" => budget <= Number,
            ">" => budget > Number,
            ">=" => budget >= Number,
            _ => budget == Number,
        };
    }

    public sealed record Rate(string Sign, int Number) : NaiveQuery
    {
        // Tries every amount that the job could pay, in halves.
        public override bool Matches(JobPost job) =>
            job.Rate is { } rate
            && Enumerable.Range(0, 41).Select(half => half / 2m).Any(paid =>
                paid >= (rate.Low ?? rate.High) && paid <= (rate.High ?? rate.Low)
                && new Budget(Sign, Number).Matches(job with { Budget = paid }));

        public override string Print() => $"rate:{Sign}{Number}";
    }

    public sealed record Not(NaiveQuery Inner) : NaiveQuery
    {
        public override bool Matches(JobPost job) => !Inner.Matches(job);

        public override string Print() => $"-{(Inner is Not or Either or Both ? $"({Inner.Print()})" : Inner.Print())}";
    }

    public sealed record Both(NaiveQuery One, NaiveQuery Other, bool SaysAnd) : NaiveQuery
    {
        public override bool Matches(JobPost job) => One.Matches(job) && Other.Matches(job);

        public override string Print() => $"{Side(One)} {(SaysAnd ? "AND " : "")}{Side(Other)}";

        private static string Side(NaiveQuery side) => side is Either ? $"({side.Print()})" : side.Print();
    }

    public sealed record Either(NaiveQuery One, NaiveQuery Other) : NaiveQuery
    {
        public override bool Matches(JobPost job) => One.Matches(job) || Other.Matches(job);

        public override string Print() => $"{One.Print()} OR  {Other.Print()}";
    }
}
