using System.Globalization;
using Microsoft.Extensions.Options;
using Purser.Access;
using Purser.Gateway.Auth;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Hosting;

namespace Purser.Gateway.RateLimits;

/// <summary>
/// Counts calls per key and per team, and reads of much apart from all others, so that who reads much does not cost anybody a debit. What is left
/// is said in the headers of the IETF's draft (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
internal sealed class RateLimiting
{
    private readonly TokenBuckets? ofKeys;
    private readonly TokenBuckets? ofTeams;
    private readonly TokenBuckets? ofHeavyReads;
    private readonly GatewayMeter meter;

    public RateLimiting(IOptions<RateLimitSettings> settings, TimeProvider time, GatewayMeter meter)
    {
        this.meter = meter;
        (ofKeys, ofTeams, ofHeavyReads) = (Buckets(settings.Value.Key), Buckets(settings.Value.Team), Buckets(settings.Value.HeavyReads));

        TokenBuckets? Buckets(RateLimit? limit) => limit is null ? null : new TokenBuckets(limit, time);
    }

    /// <summary>Counts a call, and says in its answer's headers what is left.</summary>
    /// <returns>Null: it may go on.</returns>
    public Problem? Refuse(HttpContext context, Caller caller, string? team) =>
        Refuse(context.GetEndpoint(), caller, team, ofKeys, context.Response.Headers);

    /// <summary>Counts what a call asks of another one: its key was counted when it came, and its answer may have begun.</summary>
    /// <returns>Null: it may go on.</returns>
    public Problem? RefuseWithin(Endpoint asked, Caller caller, string? team) => Refuse(asked, caller, team, keys: null, headers: null);

    private Problem? Refuse(Endpoint? endpoint, Caller caller, string? team, TokenBuckets? keys, IHeaderDictionary? headers)
    {
        var heavyReads = ofHeavyReads is not null && endpoint?.Metadata.GetMetadata<HeavyRead>() is not null ? ofHeavyReads : null;
        if (caller.Scope == ApiKeyScope.Operator || (keys is null && ofTeams is null && heavyReads is null))
        {
            return null;
        }

        List<(string Name, TokenBuckets Buckets, Taking Taking)> counted = [];
        var isFree = Count("key", keys, caller.Actor.Text)
            && Count("team", ofTeams, team)
            && Count("heavy-reads", heavyReads, team ?? caller.Actor.Text);
        if (counted.Count == 0)
        {
            return null;
        }

        if (headers is not null)
        {
            Tell(headers, counted, isFree ? counted.MinBy(static limit => limit.Taking.Left) : counted[^1]);
        }

        if (isFree)
        {
            return null;
        }

        meter.Limited(counted[^1].Name);
        return Problem.TooOften(counted[^1].Name, counted[^1].Buckets.AtOnce, counted[^1].Buckets.Window, counted[^1].Taking.FreeIn);

        bool Count(string name, TokenBuckets? buckets, string? whose)
        {
            if (buckets is null || whose is null)
            {
                return true;
            }

            var taking = buckets.Take(whose);
            counted.Add((name, buckets, taking));
            return taking.IsTaken;
        }
    }

    /// <summary>Every limit that was looked at, and how the one stands that has the least left, or refuses.</summary>
    private static void Tell(
        IHeaderDictionary headers, List<(string Name, TokenBuckets Buckets, Taking Taking)> counted, (string Name, TokenBuckets Buckets, Taking Taking) decisive)
    {
        headers["RateLimit-Policy"] = string.Join(", ", counted.Select(static limit =>
            string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Buckets.AtOnce};w={Seconds(limit.Buckets.Window)}")));
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{decisive.Name}\";r={decisive.Taking.Left};t={Seconds(decisive.Taking.FullIn)}");
    }

    private static long Seconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds));
}

/// <summary>That an endpoint reads much.</summary>
internal sealed record HeavyRead;

internal static class RateLimitExtensions
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<RateLimitSettings>(RateLimitSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton<RateLimiting>();
    }

    /// <summary>It reads much: it is counted apart.</summary>
    public static TBuilder ReadsMuch<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new HeavyRead());
}
