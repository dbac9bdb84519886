using CsCheck;

namespace Purser.Jobs.Tests;

public sealed class SearchQueryPropertyTests
{
    private static readonly Gen<string> AnyWord = OneOf("a", "ab", "abc", "b", "B", "or", "and", "skill");

    private static readonly Gen<string> AnyWords = AnyWord.Array[1, 3].Select(words => string.Join(' ', words));

    private static readonly Gen<string> AnySign = OneOf("<", "<=", ">", ">=", "=", "");

    private static readonly Gen<decimal?> AnyAmount = Gen.Int[-1, 20].Select(number => number < 0 ? null : (decimal?)number);

    private static readonly Gen<JobPost> AnyJob = Gen.Select(
        Gen.Select(AnyWords, AnyWords.Array[0, 3], AnyWords),
        Gen.Enum<JobPayment>(),
        Gen.Select(AnyAmount, AnyAmount, AnyAmount)).Select((texts, payment, amounts) => new JobPost(
            JobId.Parse("job-1"),
            texts.Item1,
            texts.Item3,
            payment,
            "",
            amounts.Item1,
            amounts.Item2 > amounts.Item3 ? new HourlyRate(amounts.Item3, amounts.Item2) : new HourlyRate(amounts.Item2, amounts.Item3),
            texts.Item2,
            null));

    private static readonly Gen<NaiveQuery> AnyTerm = Gen.OneOf<NaiveQuery>(
        Gen.Select(AnyWord, Gen.Bool).Select((word, isPrefix) => (NaiveQuery)new NaiveQuery.Words(word, isPrefix, IsQuoted: false)),
        Gen.Select(AnyWords, Gen.Bool).Select((words, isPrefix) => (NaiveQuery)new NaiveQuery.Words(words, isPrefix, IsQuoted: true)),
        AnyWords.Select(name => (NaiveQuery)new NaiveQuery.Skill(name)),
        OneOf(JobPayment.Fixed, JobPayment.Hourly).Select(payment => (NaiveQuery)new NaiveQuery.PaidBy(payment)),
        Gen.Select(AnySign, Gen.Int[0, 20]).Select((sign, number) => (NaiveQuery)new NaiveQuery.Budget(sign, number)),
        Gen.Select(AnySign, Gen.Int[0, 20]).Select((sign, number) => (NaiveQuery)new NaiveQuery.Rate(sign, number)));

    private static readonly Gen<NaiveQuery> AnyQuery = Gen.Recursive<NaiveQuery>((depth, inner) => depth > 4 ? AnyTerm : Gen.Frequency(
        (2, AnyTerm),
        (1, inner.Select(term => (NaiveQuery)new NaiveQuery.Not(term))),
        (2, Gen.Select(inner, inner, Gen.Bool).Select((one, other, says) => (NaiveQuery)new NaiveQuery.Both(one, other, says))),
        (2, Gen.Select(inner, inner).Select((one, other) => (NaiveQuery)new NaiveQuery.Either(one, other)))));

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        OneOf("(", ")", "-", "\"", "OR", "AND", " ", "*", ":", "skill:", "budget:", ">", "..", "5", "a", "C++", ".", "“", "\ud83d", "\0")
            .Array[0, 40].Select(string.Concat));

    [Fact]
    public void A_query_finds_what_its_meaning_says() =>
        Gen.Select(AnyQuery, AnyJob.Array[1, 8])
            .Where((query, _) => query.Print().Length <= JobLimits.QueryLength)
            .Sample((naive, jobs) =>
            {
                Assert.True(SearchQuery.TryParse(naive.Print(), out var query, out var error), error?.Message);

                Assert.All(jobs, job => Assert.Equal(naive.Matches(job), query.Matches(job)));
            }, iter: 5_000);

    [Fact]
    public void Any_text_is_a_query_or_has_an_error_in_it() =>
        Gen.Select(AnyText, AnyJob).Sample((text, job) =>
        {
            if (SearchQuery.TryParse(text, out var query, out var error))
            {
                query.Matches(job);
            }
            else
            {
                Assert.InRange(error.Position, 0, text.Length - 1);
                Assert.NotEmpty(error.Message);
            }
        }, iter: 20_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
