namespace Purser.Gateway.Teams;

internal static class TeamsRoutes
{
    public static void MapTeams(this RouteGroupBuilder v1)
    {
        v1.MapPut("/teams/{teamId}", (RequestDelegate)PutTeam.Handle);
        v1.MapGet("/teams/{teamId}/credits", (RequestDelegate)GetCredits.Handle);
    }
}
