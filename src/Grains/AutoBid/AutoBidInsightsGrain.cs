using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Purser.Jobs;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>Reads what became of a member's jobs from the table, beside the grain that grants them.</summary>
[StatelessWorker, Reentrant]
internal sealed class AutoBidInsightsGrain([FromKeyedServices(AutoBidReads.Insights)] AutoBidReads store, InsightTurns turn, TimeProvider clock) : Grain, IAutoBidInsights
{
    private const int DaysOfAFunnel = 7;

    /// <summary>2,000 posts of some kilobytes: some tens of milliseconds.</summary>
    private const int PostsOfWords = 2000;

    private AutoBidKey Key => AutoBidKey.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc />
    public async Task<Funnel?> GetFunnel(DateOnly? from, DateOnly? to)
    {
        if (await TodayAsync() is not { } today)
        {
            return null;
        }

        var last = to ?? today;
        var first = from ?? last.AddDays(1 - DaysOfAFunnel);
        AutoBidArguments.Days(first, last);
        var (team, member) = Key;
        return await store.FunnelAsync(team, member, first, last);
    }

    /// <inheritdoc />
    public async Task<WhatIfAnswer?> WhatIf(WhatIfQuestion question)
    {
        AutoBidArguments.Check(question);
        if (await TodayAsync() is not { } today)
        {
            return null;
        }

        var settings = Tried(await SettingsAsync(), question);
        return await turn.TakeAsync(() => WhatIfAsync(settings, today.AddDays(1 - question.Days), today));
    }

    /// <inheritdoc />
    public async Task<AutoBidAdvice?> Advise(int days)
    {
        AutoBidArguments.Days(days);
        if (await TodayAsync() is not { } today)
        {
            return null;
        }

        var settings = await SettingsAsync();
        return await turn.TakeAsync(() => AdviseAsync(settings, today.AddDays(1 - days), today));
    }

    private async Task<WhatIfAnswer> WhatIfAsync(AutoBidSettings settings, DateOnly earliest, DateOnly today)
    {
        var (team, member) = Key;
        var from = await store.FirstDayAsync(team, member, earliest, today);
        var query = Parse(settings.Query);
        var simulation = new Simulation(settings);
        if (query == SearchQuery.Everything)
        {
            simulation = Simulation.Of(settings, await store.JobsAsync(team, member, from, today));
        }
        else
        {
            await foreach (var job in store.JobsAsync(team, member, from, today, query))
            {
                simulation.Take(job);
            }
        }

        var was = (await store.FunnelAsync(team, member, from, today)).Days;
        return new WhatIfAnswer(
            settings, from, today, [.. simulation.Days], was,
            [.. was.Where(day => day.Stop is not null && !simulation.IsOver(day.Day)).Select(day => day.Day)]);
    }

    private async Task<AutoBidAdvice> AdviseAsync(AutoBidSettings settings, DateOnly earliest, DateOnly today)
    {
        var (team, member) = Key;
        var from = await store.FirstDayAsync(team, member, earliest, today);
        var jobs = await store.JobsAsync(team, member, from, today);
        var was = (await store.FunnelAsync(team, member, from, today)).Days;
        var matching = was.Sum(day => day.MatchCredits);
        var threshold = matching == 0 ? null : Advice.Threshold(settings, jobs, matching / 2, was.Sum(day => day.Credits) / 2);
        var cap = matching == 0 ? null : Advice.DailyCap(settings, jobs, matching / 2);
        return new AutoBidAdvice(
            from, today, settings, matching, was.Sum(day => day.BidCredits), was.Sum(day => day.Submitted), was.Sum(day => day.Skipped),
            threshold,
            cap,
            Advice.Cuts(settings, jobs),
            threshold is { } other ? Saves(settings with { Threshold = other }) : 0,
            cap is { } lower ? Saves(settings with { DailyCap = lower }) : 0,
            await WordsAsync(settings, from, today));

        int Saves(AutoBidSettings tried) => Math.Max(0, was.Sum(day => day.Credits) - Simulation.Of(tried, jobs).Credits);
    }

    /// <summary>Which words of the search brought what, told by the newest posts: reading them all takes too long.</summary>
    private async Task<QueryWords[]?> WordsAsync(AutoBidSettings settings, DateOnly from, DateOnly today)
    {
        if (Parse(settings.Query).Alternatives is not { Count: > 1 } alternatives)
        {
            return null;
        }

        var (team, member) = Key;
        var words = alternatives.Select(alternative => new QueryWords(alternative.Text, 0, 0)).ToArray();
        await foreach (var (post, score) in store.PostsAsync(team, member, from, today, PostsOfWords))
        {
            if (Advice.OnlyOneThatMatches(alternatives, post) is { } at)
            {
                words[at] = score < settings.Threshold
                    ? words[at] with { Skipped = words[at].Skipped + 1 }
                    : words[at] with { Submitted = words[at].Submitted + 1 };
            }
        }

        return [.. words.OrderByDescending(part => part.Skipped)];
    }

    /// <summary>Today where the team is; null where it has no such member.</summary>
    private async Task<DateOnly?> TodayAsync()
    {
        var (team, member) = Key;
        return await GrainFactory.GetGrain<ITeamGrain>(team).GetMember(member) is { Standing: not null, TimeZone: var timeZone }
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime)
            : null;
    }

    private async Task<AutoBidSettings> SettingsAsync()
    {
        var (team, member) = Key;
        return await store.SettingsAsync(team, member) ?? AutoBidSettings.Default;
    }

    private static AutoBidSettings Tried(AutoBidSettings settings, WhatIfQuestion question) => settings with
    {
        Query = question.Query ?? settings.Query,
        Threshold = question.Threshold ?? settings.Threshold,
        DailyCap = question.DailyCap ?? settings.DailyCap,
        DailyCredits = question.SetsDailyCredits ? question.DailyCredits : settings.DailyCredits,
    };

    /// <remarks>A query that is kept was checked when it was set.</remarks>
    private static SearchQuery Parse(string query) => query.Length == 0 ? SearchQuery.Everything : SearchQuery.TryParse(query, out var parsed, out var error)
        ? parsed
        : throw new InvalidOperationException($"The query '{query}' was kept and is wrong: {error.Message}");
}
