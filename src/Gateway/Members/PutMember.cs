using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Members;

/// <summary><c>PUT /v1/teams/{teamId}/members/{memberId}</c>: adds a member, changes one, or brings one back.</summary>
internal static class PutMember
{
    private const int Name = 0, Role = 1, Budget = 2;

    private static readonly MemberNames Body = new(["name", "role"], "budget");

    private static readonly BodyParser<(string Name, MemberRole Role, BudgetRule Budget)> Parse = static (ref body) =>
    {
        var name = "";
        var role = MemberRole.Member;
        var budget = BudgetRule.FollowsTeam;
        for (var seen = 0u; body.Next(Body, ref seen, out var member);)
        {
            switch (member)
            {
                case Name:
                    name = body.String(Limits.IsName, Names.Rule);
                    break;
                case Role:
                    role = body.Code<MemberRole>();
                    break;
                case Budget:
                    // Here null says something: no cap, whatever the team's.
                    budget = body.OptionalNumber(0, Limits.CreditsAtOnce) is { } cap
                        ? BudgetRule.Capped(new Credits(cap))
                        : BudgetRule.None;
                    break;
            }
        }

        return (name, role, budget);
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var memberId = context.MemberId();
        Query.None(context);
        var (name, role, budget) = await RequestBody.Read(context, Parse);
        var outcome = await context.Ask(cluster => cluster.Team(teamId).PutMember(new MemberTerms(memberId, name, role, budget)));
        await MemberChanges.Send(context, teamId, memberId, outcome);
    }
}
