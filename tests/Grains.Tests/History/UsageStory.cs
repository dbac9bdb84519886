using CsCheck;
using Purser.Grains.Tests.Teams;
using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.History;

/// <summary>A team to which everything has happened that usage can show, in three cycles.</summary>
internal static class UsageStory
{
    private static readonly string[] People = ["olga", "anna", "ben", "zoe"];

    /// <summary>Debits of four people on eight actions from pool and extra, reversed, held, expired and confirmed; ben is gone.</summary>
    public static async Task PopulateAsync(this TeamCluster cluster, int perCycle = 60, string teamId = "acme")
    {
        var team = await cluster.OpenAsync(teamId, seats: 4);
        await team.GrantAsync(5000);
        foreach (var person in People[1..])
        {
            await team.PutMember(new MemberTerms(MemberId.Parse(person), person, MemberRole.Member, BudgetRule.FollowsTeam));
        }

        List<long> debits = [];
        for (var cycle = 0; cycle < 3; cycle++)
        {
            if (cycle > 0)
            {
                // A credit of the pool of a cycle that is over.
                await team.Reverse(debits[((cycle - 1) * perCycle) + 5], note: null);
            }

            for (var at = 0; at < perCycle; at++)
            {
                var n = (cycle * perCycle) + at;
                var request = new DebitRequest(
                    $"k{n}", MemberId.Parse(People[n * 7 % People.Length]), (AiAction)((n * 5 % 8) + 1), n % 3 == 0 ? null : JobId.Parse($"job-{n / 5}"),
                    Regeneration: n % 4 == 1, HoldSeconds: n % 9 == 0 ? 30 : null);
                debits.Add((await team.Debit(request)).Debited().Receipt.EntryId);
                if (n % 18 == 0)
                {
                    await team.Confirm(debits[^1]);
                }

                if (n % 10 == 3)
                {
                    // Some of them of a cycle that is over.
                    await team.Reverse(debits[n * 2 / 3], n % 20 == 3 ? "the model timed out" : null);
                }

                cluster.Clock.Advance(TimeSpan.FromMinutes((n % 5) * (n % 7) * 10));
            }

            cluster.Clock.Advance(TimeSpan.FromDays(31));
        }

        await team.RemoveMember(MemberId.Parse("ben"));
    }

    /// <summary>Every row that a query finds, page by page.</summary>
    public static async Task<List<UsageItem>> AllUsageAsync(this TeamCluster cluster, UsageQuery query, string teamId = "acme")
    {
        List<UsageItem> items = [];
        for (var before = query.Before; ;)
        {
            var page = (await cluster.History(teamId).GetUsage(query with { Before = before }))!;
            items.AddRange(page.Items);
            if ((before = page.Next) is null)
            {
                return items;
            }
        }
    }
}

/// <summary>Questions, and what they mean.</summary>
internal static class UsageQueries
{
    /// <summary>Questions of which many have an answer, with bounds that fall on entries and between them.</summary>
    public static Gen<UsageQuery> Any(UsageItem[] all)
    {
        var item = Gen.Int[0, all.Length - 1].Select(at => all[at]);
        var instant = Gen.Select(item, Gen.Int[-1, 1], (at, off) => at.At.AddMicroseconds(off));
        return
            from of in item
            from has in Gen.Bool.Array[7]
            from bounds in Gen.Select(instant, instant)
            from limit in Gen.Int[5, 120]
            let first = bounds.Item1 < bounds.Item2 ? bounds.Item1 : bounds.Item2
            let second = bounds.Item1 < bounds.Item2 ? bounds.Item2 : bounds.Item1
            select new UsageQuery(
                has[0] ? of.MemberId : null, has[1] ? of.Action : null, has[2] ? first : null, has[3] ? second : null, Before: null, limit,
                has[4] ? of.Bucket : null, has[5] ? of.Regeneration : null, has[6] ? of.JobId ?? JobId.Parse("job-none") : null);
    }

    /// <summary>The naive meaning of a query.</summary>
    public static bool Holds(this UsageQuery query, UsageItem item) =>
        (query.Member is null || query.Member == item.MemberId)
        && (query.Action is null || query.Action == item.Action)
        && (query.Bucket is null || query.Bucket == item.Bucket)
        && (query.Regeneration is null || query.Regeneration == item.Regeneration)
        && (query.Job is null || query.Job == item.JobId)
        && (query.From is null || item.At >= query.From)
        && (query.To is null || item.At < query.To);
}
