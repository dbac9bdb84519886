using System.Buffers;
using System.Net;
using System.Threading.RateLimiting;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Checkout;

/// <summary>
/// Where Stripe's pages lead back to. What was paid for is taken over here and now, so that the
/// payer sees it even if the webhook is late or lost; it is credited once, whoever comes first.
/// </summary>
internal static class CheckoutReturn
{
    public const string Path = "/checkout/return";

    private const string Html = "text/html";
    internal const int LongestSession = 255;

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

    /// <summary>For a payer's browser, which has no API key: that the session's id cannot be guessed is what protects it.</summary>
    public static void MapCheckoutReturn(this IEndpointRouteBuilder app) =>
        app.MapNoun(CheckoutRoutes.Tag, CheckoutRoutes.OfTag)
            .MapGet(Path, FindAsync).WithName("returnFromCheckout")
            .Produces<string>(StatusCodes.Status200OK, Html)
            .Produces<string>(StatusCodes.Status404NotFound, Html)
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, Html)
            .Refuses(StatusCodes.Status500InternalServerError)
            .WithMetadata(new QueryMetadata(typeof(ReturnQuery)));

    /// <summary>Where Stripe's pages lead back to</summary>
    /// <remarks>A page for people, without an API key: the session's id cannot be guessed.</remarks>
    /// <response code="200">What came of it; what was paid for is credited.</response>
    /// <response code="404">No purchase of that team.</response>
    /// <response code="503">It cannot be told just now; the page says to look again.</response>
    internal static async Task<ReturnPage> FindAsync(HttpContext context, ClusterCalls cluster)
    {
        var query = context.Request.Query;
        if (query["team"] is not [{ } team] || !TeamId.TryParse(team, out var teamId))
        {
            return ReturnPage.Unknown;
        }

        return query["session"] switch
        {
            [] => ReturnPage.BackFromPortal,
            [StripeNames.NoSession] => ReturnPage.NothingBought,
            [{ Length: > 0 and <= LongestSession } session] when IsSession(session) => await SettleAsync(context.Connection.RemoteIpAddress, cluster, teamId, session),
            _ => ReturnPage.Unknown,
        };
    }

    private static bool IsSession(string text) =>
        text.StartsWith("cs_", StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept(SessionCharacters);

    private static async Task<ReturnPage> SettleAsync(IPAddress? address, ClusterCalls cluster, TeamId teamId, string session)
    {
        using var look = Looks.AttemptAcquire(address ?? IPAddress.None);
        if (!look.IsAcquired)
        {
            return ReturnPage.Away;
        }

        try
        {
            return await cluster.AskAsync(grains => grains.Billing(teamId).Settle(session)) switch
            {
                null => ReturnPage.Unknown,
                { Pack: null } subscribed => ReturnPage.OfPlan(subscribed),
                { Status: TopUpStatus.Paid } paid => ReturnPage.OfPack(paid, await CreditsOfAsync(cluster, teamId, session)),
                var other => ReturnPage.OfPack(other, credits: null),
            };
        }
        catch (Exception exception) when (Failures.Describe(exception) is { RetryLater: true })
        {
            return ReturnPage.Away;
        }
    }

    private static async Task<Credits?> CreditsOfAsync(ClusterCalls cluster, TeamId teamId, string session) =>
        (await cluster.AskAsync(grains => grains.Billing(teamId).GetTopUps()))?.FirstOrDefault(topUp => string.Equals(topUp.Id, session, StringComparison.Ordinal))?.Credits;
}

/// <summary>What the address of the page says. A browser's address is read leniently, so this only describes it.</summary>
/// <param name="Session">The Checkout Session; absent when coming from the billing portal.</param>
internal sealed record ReturnQuery([OwnId] TeamId Team, [Text(CheckoutReturn.LongestSession)] string? Session = null);
