using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Checkout;

/// <summary><c>POST /v1/teams/{teamId}/checkout</c>: a Stripe page on which a plan is subscribed to.</summary>
internal static class PostCheckout
{
    private static readonly MemberNames Body = new(["plan", "seats"]);

    private static readonly BodyParser<(string Plan, int Seats)> Parse = static (ref body) =>
    {
        var plan = "";
        var seats = 0;
        for (var seen = 0u; body.Next(Body, ref seen, out var member);)
        {
            if (member == 0)
            {
                plan = body.Id();
            }
            else
            {
                seats = (int)body.Number(1, Limits.Seats);
            }
        }

        return (plan, seats);
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var key = IdempotencyKey.OptionalOf(context);
        var (plan, seats) = await RequestBody.Read(context, Parse);
        var order = new SubscriptionOrder(plan, seats, context.ReturnUrls().AfterCheckout(context, teamId), key);
        await CheckoutAnswers.Send(context, teamId, await context.Ask(cluster => cluster.Billing(teamId).Subscribe(order)), "plan");
    }
}
