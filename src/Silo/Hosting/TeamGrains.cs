namespace Purser.Hosting;

/// <summary>What the silo's grains need from the host.</summary>
internal static class TeamGrains
{
    public static void AddTeamGrains(this IHostApplicationBuilder builder)
    {
        // The ledger is registered here.
    }
}
