namespace Purser.Teams;

/// <summary>Those who follow the team.</summary>
internal sealed partial class TeamGrain
{
    /// <inheritdoc />
    public async Task<TeamCredits?> GetCreditsAfter(long version, TimeSpan patience)
    {
        Arguments.Patience(patience);
        var current = await CurrentJournalAsync();
        if (current.Look(static account => account.Opening is not null))
        {
            // However it ends: what is answered is how the team stands then.
            await current.ChangeAfterAsync(version).WaitAsync(patience, journals.Clock, journals.Stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return await GetCredits();
    }
}
