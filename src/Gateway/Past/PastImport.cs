using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>Tells a team its past, a part of the file at a time, each durable before the next is sent.</summary>
internal sealed class PastImport(ClusterCalls cluster, TeamId teamId, bool isTrial)
{
    private readonly PastTally tally = new();
    private readonly TriedKeys tried = new();
    private PastTrial? trial = isTrial ? PastTrial.Start : null;

    public async Task<Answer<HistoryAnswer>> RunAsync(PastLines lines)
    {
        try
        {
            while (await lines.NextAsync() is { } part)
            {
                if (isTrial ? !await TryAsync(part) : !await TellAsync(part.Debits, part))
                {
                    return Problem.NoSuchTeam(teamId);
                }
            }
        }
        catch
        {
            // Debits of the team's own need not wait for what does not come. If nobody hears of it, they wait half a minute.
            SendAsync([], isLast: true).Ignore();
            throw;
        }

        return await SendAsync([], isLast: true) is null ? Problem.NoSuchTeam(teamId)
            : tally.IsAllTooLate ? Problem.TeamHasDebits(teamId)
            : tally.ToAnswer(isTrial);
    }

    /// <summary>What a trial leaves behind for the next part is not in the ledger: keys of before are looked up here.</summary>
    private async Task<bool> TryAsync(PastPart part)
    {
        var rest = new PastPart();
        rest.Problems.AddRange(part.Problems);
        for (var at = 0; at < part.Debits.Count; at++)
        {
            if (tried.Find(part.Debits[at]) is { } verdict)
            {
                tally.Add(part.Lines[at], part.Debits[at], verdict);
            }
            else
            {
                rest.Add(part.Lines[at], part.Debits[at]);
            }
        }

        return await TellAsync(rest.Debits, rest);
    }

    private async Task<bool> TellAsync(List<PastDebit> debits, PastPart part)
    {
        if (await SendAsync([.. debits], isLast: false) is not { } told)
        {
            return false;
        }

        trial = told.Trial;
        foreach (var problem in part.Problems)
        {
            tally.Add(problem);
        }

        for (var at = 0; at < debits.Count; at++)
        {
            tally.Add(part.Lines[at], debits[at], told.Verdicts[at]);
            if (isTrial && told.Verdicts[at] is PastVerdict.Imported)
            {
                tried.Add(debits[at]);
            }
        }

        return true;
    }

    /// <summary>Null where there is no such team.</summary>
    private async Task<PastOutcome.Told?> SendAsync(PastDebit[] debits, bool isLast) =>
        await cluster.AskAsync(grains => grains.Team(teamId).TellPast(new PastBatch(debits, isLast, trial))) as PastOutcome.Told;
}
