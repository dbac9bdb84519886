using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>Answers what the test says, and remembers what was asked.</summary>
internal sealed class FakeDirectory : ITeamDirectory
{
    public TeamsQuery? LastQuery { get; private set; }

    public TeamPage Page { get; set; } = new([], Next: null);

    public Task<TeamPage> List(TeamsQuery query)
    {
        LastQuery = query;
        return Task.FromResult(Page);
    }
}
