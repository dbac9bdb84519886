using System.Buffers;
using System.Net;
using System.Threading.RateLimiting;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Checkout;

/// <summary>
/// <c>GET /checkout/return</c>: where Stripe's pages lead back to. What was paid for is taken over here and now, so that the
/// payer sees it even if the webhook is late or lost; it is credited once, whoever comes first.
/// </summary>
internal static class GetCheckoutReturn
{
    private const int LongestSession = 255;

    /// <summary>
    /// Each look costs a request to Stripe, and the address needs no key. A payer comes back once and reloads a few times; from
    /// however many addresses they come (or seem to, all behind one proxy), Stripe is left for those who have a key.
    /// </summary>
    private static readonly PartitionedRateLimiter<IPAddress> Looks = NewLimit();

    private static readonly SearchValues<char> SessionCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    internal static PartitionedRateLimiter<IPAddress> NewLimit() => PartitionedRateLimiter.CreateChained(
        Limiter(static address => address, atOnce: 20, perSecond: 1),
        Limiter(static _ => IPAddress.Any, atOnce: 100, perSecond: 10));

    private static PartitionedRateLimiter<IPAddress> Limiter(Func<IPAddress, IPAddress> whose, int atOnce, int perSecond) =>
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetTokenBucketLimiter(whose(address), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = atOnce, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
            }));

    public static async Task Handle(HttpContext context) => await (await Find(context)).Send(context);

    private static async Task<ReturnPage> Find(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["team"] is not [{ } teamId] || !Limits.IsId(teamId))
        {
            return ReturnPage.Unknown;
        }

        return query["session"] switch
        {
            [] => ReturnPage.BackFromPortal,
            [StripeNames.NoSession] => ReturnPage.NothingBought,
            [{ Length: > 0 and <= LongestSession } session] when IsSession(session) => await Settle(context, teamId, session),
            _ => ReturnPage.Unknown,
        };
    }

    private static bool IsSession(string text) =>
        text.StartsWith("cs_", StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept(SessionCharacters);

    private static async Task<ReturnPage> Settle(HttpContext context, string teamId, string session)
    {
        using var look = Looks.AttemptAcquire(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!look.IsAcquired)
        {
            return ReturnPage.Away;
        }

        try
        {
            return await context.Ask(cluster => cluster.Billing(teamId).Settle(session)) switch
            {
                null => ReturnPage.Unknown,
                { Pack: null } subscribed => ReturnPage.OfPlan(subscribed),
                { Status: TopUpStatus.Paid } paid => ReturnPage.OfPack(paid, await CreditsOf(context, teamId, session)),
                var other => ReturnPage.OfPack(other, credits: null),
            };
        }
        catch (Exception exception) when (Failures.Describe(exception) is { RetryLater: true })
        {
            return ReturnPage.Away;
        }
    }

    private static async Task<Credits?> CreditsOf(HttpContext context, string teamId, string session) =>
        (await context.Ask(cluster => cluster.Billing(teamId).GetTopUps()))?.FirstOrDefault(topUp => string.Equals(topUp.Id, session, StringComparison.Ordinal))?.Credits;
}
