using Purser.Teams;

namespace Purser.Gateway.Portal.Members;

/// <summary>Team Members: what each used in this cycle, their part of all, and their budget.</summary>
internal static class MembersSection
{
    /// <summary>More are in the file.</summary>
    private const int Most = 200;

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var team = await visit.TeamAsync();
        var members = team.Members.Where(static member => member.Status == MemberStatus.Active || member.Used > Credits.Zero)
            .OrderByDescending(static member => member.Used).ThenBy(static member => member.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        return new SectionContent(typeof(MembersView), new MembersModel(members[..Math.Min(Most, members.Length)], members.Length, team.Credits.Used, team.Credits.Automation));
    }
}

/// <summary>The team's members.</summary>
/// <param name="Members">The most used first.</param>
/// <param name="Count">How many there are, also those that are not listed.</param>
/// <param name="Used">What all used in this cycle.</param>
/// <param name="Automation">What Auto Bid may take from the pool, and took.</param>
public sealed record MembersModel(MemberStanding[] Members, int Count, Credits Used, AutomationStanding Automation);
