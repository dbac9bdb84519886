using Purser.Ledger;

namespace Purser.Teams;

/// <summary>What a team's people are called, as decided up to now: kept beside the ledger, so that it can be forgotten.</summary>
internal sealed class People(Dictionary<MemberId, NameChange> known)
{
    /// <summary>What somebody is called whose name was forgotten.</summary>
    public const string FormerMember = "Former member";

    /// <summary>What a member is shown as.</summary>
    public string NameOf(MemberId member) => known.TryGetValue(member, out var person) ? person.Name ?? FormerMember : member.Value;

    /// <summary>Whether a member is called just so.</summary>
    public bool IsCalled(MemberId member, string name) => known.GetValueOrDefault(member)?.Name == name;

    /// <summary>Whether there is a name of the member that could be forgotten.</summary>
    public bool Knows(MemberId member) => known.GetValueOrDefault(member) is { Name: not null };

    /// <summary>Whether there is any name that could be forgotten.</summary>
    public bool KnowsAnybody => known.Values.Any(person => person.Name is not null);

    /// <summary>Whether a request may be the one that opened the team, by what it calls the owner; of a forgotten one it is not known.</summary>
    public bool MayHaveOpened(TeamOwner owner) => known.GetValueOrDefault(owner.MemberId) is not { OpenedAs: { } before } || before == owner.Name;

    public void Take(NameChange change) => known[change.MemberId] = change with
    {
        OpenedAs = change.Name is null ? null : change.OpenedAs ?? known.GetValueOrDefault(change.MemberId)?.OpenedAs,
    };

    public void ForgetAll()
    {
        foreach (var member in known.Keys.ToArray())
        {
            known[member] = new NameChange(member, Name: null);
        }
    }
}
