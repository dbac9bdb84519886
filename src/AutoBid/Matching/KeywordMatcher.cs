using System.Globalization;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>
/// Scores a job by the profile's terms that are in it. The same job and profile always get the same score, which is
/// <code>
/// 100 × Σ (weight × place) ÷ asked, cut to 0 … 100
/// place = 1 among the job's skills, 0.8 in its title, 0.5 in its description: where a term counts most, and once
/// asked = how many skills the job names; 3 where it names none
/// </code>
/// So a job that names five skills and gets four from the member has 80, and a keyword of weight −1 in its title takes 16 off.
/// </summary>
/// <remarks>
/// A skill is among the job's only by its whole name (<c>React</c> is not <c>React Native</c>); everywhere else, and for keywords,
/// a term is found as in a search: whole words, in their order.
/// </remarks>
internal sealed class KeywordMatcher : IJobMatcher
{
    private const int AskedWhereNoneIsNamed = 3;

    private static readonly (string Name, double Counts)[] Places = [("skill", 1), ("title", 0.8), ("description", 0.5)];

    public Task<JobMatch> MatchAsync(JobPost job, MemberProfile profile, CancellationToken cancellation) =>
        Task.FromResult(Match(job, profile));

    private static JobMatch Match(JobPost job, MemberProfile profile)
    {
        WordList[] places = [new([.. job.Skills]), new(job.Title), new(job.Description)];
        var found = profile.Skills
            .Select(term => Find(term.Key, term.Value, job.Skills.Contains(term.Key, StringComparer.OrdinalIgnoreCase) ? 0 : FirstPlace(term.Key, places, from: 1)))
            .Concat(profile.Keywords.Select(term => Find(term.Key, term.Value, FirstPlace(term.Key, places, from: 0))))
            .OfType<Found>()
            .OrderByDescending(term => term.Counts)
            .ThenBy(term => term.Term, StringComparer.Ordinal)
            .ToList();

        var asked = job.Skills.Count > 0 ? job.Skills.Count : AskedWhereNoneIsNamed;
        var total = found.Sum(term => term.Counts);
        var score = (int)Math.Clamp(Math.Round(100 * total / asked, MidpointRounding.AwayFromZero), 0, 100);
        return new JobMatch(score, found.Count == 0
            ? "None of the profile's terms is in it."
            : Reason.Of($"{Number(total)} of {asked}: {string.Join(", ", found)}"));
    }

    private static Found? Find(string term, double weight, int place) =>
        place < 0 ? null : new Found(term, weight * Places[place].Counts, Places[place].Name);

    private static int FirstPlace(string term, WordList[] places, int from) =>
        Phrase.TryParse(term, out var phrase, out _) ? Array.FindIndex(places, from, phrase.IsIn) : -1;

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Found(string Term, double Counts, string Place)
    {
        public override string ToString() => $"{Term} {Number(Counts)} ({Place})";
    }
}
