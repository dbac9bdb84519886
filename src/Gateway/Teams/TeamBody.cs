using Purser.Gateway.Requests;
using Purser.Gateway.Subscription;
using Purser.Teams;

namespace Purser.Gateway.Teams;

/// <summary>The body that opens a team: a trial, or a subscription.</summary>
internal static class TeamBody
{
    private const int Name = 0, Owner = 1, TimeZone = 2, Trial = 3, Paid = 4;

    private static readonly MemberNames Team = new(["name", "owner"], "timeZone", "trial", "subscription");
    private static readonly MemberNames OwnerNames = new(["memberId", "name"]);

    public static readonly BodyParser<OpenTeam> Parse = static (ref body) =>
    {
        var name = "";
        TeamOwner? owner = null;
        SubscriptionTerms? subscription = null;
        string? timeZone = null;
        var isTrial = false;
        for (var seen = 0u; body.Next(Team, ref seen, out var member);)
        {
            switch (member)
            {
                case Name:
                    name = body.String(Limits.IsName, Names.Rule);
                    break;
                case Owner:
                    owner = ParseOwner(ref body);
                    break;
                case TimeZone:
                    timeZone = body.OptionalString(TimeZones.IsKnown, TimeZones.Rule);
                    break;
                case Trial:
                    isTrial = body.OptionalBool() ?? false;
                    break;
                case Paid:
                    subscription = body.IsNull() ? null : ParseSubscription(ref body);
                    break;
            }
        }

        return isTrial == (subscription is null)
            ? new OpenTeam(name, timeZone ?? TimeZones.Utc, owner!, subscription)
            : throw body.Invalid("A team opens with either \"trial\": true or a subscription.");
    };

    private static TeamOwner ParseOwner(ref JsonBody body)
    {
        string memberId = "", name = "";
        var outer = body.EnterObject();
        for (var seen = 0u; body.Next(OwnerNames, ref seen, out var member);)
        {
            if (member == 0)
            {
                memberId = body.Id();
            }
            else
            {
                name = body.String(Limits.IsName, Names.Rule);
            }
        }

        body.Leave(outer);
        return new TeamOwner(memberId, name);
    }

    private static SubscriptionTerms ParseSubscription(ref JsonBody body)
    {
        var outer = body.EnterObject();
        var terms = SubscriptionBody.Read(ref body);
        body.Leave(outer);
        return terms;
    }
}
