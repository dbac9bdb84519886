using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Alerts;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>What is written beside entries: the team among the others, what its people are called, and what it is told.</summary>
internal sealed partial class TeamJournal
{
    private List<NameChange> named = [];
    private List<AlertRow> alerts = [];
    private long listedBy = account.ListedBy;

    /// <summary>What the team's people are called as decided up to now; null before anybody asked.</summary>
    public People? People { get; private set; }

    /// <summary>Sees to it that it is known what people are called. Debits do without.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read.</exception>
    public async Task LoadPeopleAsync()
    {
        if (People is null)
        {
            var known = await shared.Directory.PeopleAsync(TeamId);
            lock (Gate)
            {
                // Whoever was first may have changed it by now.
                People ??= new People(known);
            }
        }
    }

    /// <summary>The team is being opened: it has no people yet.</summary>
    public void BeginPeople() => People ??= new People([]);

    /// <param name="happened">An event that the account has taken in.</param>
    /// <param name="before">The cycle before it.</param>
    private void NoteAlerts(TeamEvent happened, Cycle before)
    {
        if (Alerting.Of(account, happened, before) is { Count: > 0 } told)
        {
            alerts.AddRange(told.Select(alert => AlertRow.Of(account, alert)));
        }

        if (Alerting.WantsForecast(account, happened))
        {
            shared.RunningDry.Ask(TeamId);
        }
    }

    /// <summary>All of it since the last time; null, as nearly always: nothing.</summary>
    private Beside? Beside()
    {
        var directory = DirectoryChange();
        if (directory is null && audited.Count == 0 && alerts.Count == 0)
        {
            return null;
        }

        var beside = new Beside(directory, audited, alerts);
        (audited, alerts) = ([], []);
        return beside;
    }

    private void NoteNames(TeamEvent happened, NameChange? called)
    {
        if (happened is TeamEvent.PeopleForgotten { MemberId: null })
        {
            People!.ForgetAll();
        }
        else if ((happened is TeamEvent.PeopleForgotten { MemberId: { } member } ? new NameChange(member, Name: null) : called) is { } change)
        {
            People!.Take(change);
            named.Add(change);
        }
    }

    /// <summary>What has to change in the directory; null: nothing that was recorded is told there.</summary>
    private DirectoryChange? DirectoryChange()
    {
        if (account.ListedBy == listedBy)
        {
            return null;
        }

        listedBy = account.ListedBy;
        var names = named;
        named = [];
        return new DirectoryChange(
            listedBy,
            TeamViews.Listing(account),
            recorded.Exists(static entry => entry.Event is TeamEvent.TeamOpened or TeamEvent.TeamRenamed),
            names,
            recorded.Exists(static entry => entry.Event is TeamEvent.PeopleForgotten { MemberId: null }));
    }
}
