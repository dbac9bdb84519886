namespace Purser.Gateway.Members;

internal static class MembersRoutes
{
    public static void MapMembers(this RouteGroupBuilder v1)
    {
        v1.MapGet("/teams/{teamId}/members", (RequestDelegate)GetMembers.Handle);
        v1.MapPut("/teams/{teamId}/members/{memberId}", (RequestDelegate)PutMember.Handle);
        v1.MapDelete("/teams/{teamId}/members/{memberId}", (RequestDelegate)DeleteMember.Handle);
        v1.MapPost("/teams/{teamId}/members/{memberId}/make-owner", (RequestDelegate)MakeOwner.Handle);
    }
}
