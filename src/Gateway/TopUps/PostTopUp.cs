using Purser.Billing;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.TopUps;

/// <summary>
/// <c>POST /v1/teams/{teamId}/top-ups</c>: a Stripe page on which a pack is bought. Its credits are there when it is paid.
/// </summary>
internal static class PostTopUp
{
    private static readonly MemberNames Body = new(["pack"]);

    private static readonly BodyParser<string> Parse = static (ref body) =>
    {
        var pack = "";
        for (var seen = 0u; body.Next(Body, ref seen, out _);)
        {
            pack = body.Id();
        }

        return pack;
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var key = IdempotencyKey.OptionalOf(context);
        var pack = await RequestBody.Read(context, Parse);
        var order = new TopUpOrder(pack, context.ReturnUrls().AfterCheckout(context, teamId), key);
        await CheckoutAnswers.Send(context, teamId, await context.Ask(cluster => cluster.Billing(teamId).TopUp(order)), "pack");
    }
}
