using Purser.Gateway.Portal.Access;
using Purser.Teams;

namespace Purser.Gateway.Portal.Members;

/// <summary>Team Members: what each used in this cycle, their part of all, and their budget; and the forms that change it.</summary>
internal static class MembersSection
{
    /// <summary>More are found by their name, and are in the file.</summary>
    private const int Most = 200;

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var team = await visit.TeamAsync();
        var shown = team.Members.Where(static member => member.Status == MemberStatus.Active || member.Used > Credits.Zero)
            .OrderByDescending(static member => member.Used).ThenBy(static member => member.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var found = visit.Address.Find is { } sought ? Array.FindAll(shown, member => IsLike(member, sought)) : shown;
        var edited = visit.May(Right.ManageMembers) && visit.Address.Edit is { } id ? Array.Find(team.Members, member => member.MemberId == id) : null;
        if (edited is not null && !found.AsSpan(0, Math.Min(Most, found.Length)).Contains(edited))
        {
            found = [edited, .. found];
        }

        return new SectionContent(typeof(MembersView), new MembersModel(
            found[..Math.Min(Most, found.Length)], found.Length, team, Array.Find(team.Members, member => member.MemberId == visit.Member.MemberId)!, edited));
    }

    private static bool IsLike(MemberStanding member, string sought) =>
        member.Name.Contains(sought, StringComparison.OrdinalIgnoreCase) || member.MemberId.Value.Contains(sought, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The team's members.</summary>
/// <param name="Members">Those that are listed, the most used first.</param>
/// <param name="Count">How many there are like that, also those that are not listed.</param>
/// <param name="Team">The team, all its members and budgets.</param>
/// <param name="Own">The visitor's own.</param>
/// <param name="Edited">The one whose row is open; null: none is.</param>
public sealed record MembersModel(MemberStanding[] Members, int Count, TeamStatement Team, MemberStanding Own, MemberStanding? Edited)
{
    /// <summary>So many that one is looked for rather than seen.</summary>
    private const int Many = 20;

    public int Active => Team.Members.Count(static member => member.Status == MemberStatus.Active);

    /// <summary>Whether there are more than one finds at a glance.</summary>
    public bool AreMany => Team.Members.Length > Many;

    /// <summary>Who may set budgets, the owner first.</summary>
    public string[] Deciders => [.. Team.Members.Where(static member => member.Status == MemberStatus.Active && member.Role.May(Right.SetBudgets))
        .OrderByDescending(static member => member.Role).Select(static member => member.Name).Take(3)];
}
