using Microsoft.AspNetCore.Routing;

namespace Purser.Gateway.Tests;

/// <summary>What the gateway serves, as it says itself.</summary>
internal static class Routes
{
    /// <summary>Under its first method, which is the one that answers with a body.</summary>
    public static Route Describe(RouteEndpoint endpoint) => DescribeAll(endpoint).First();

    public static IEnumerable<Route> DescribeAll(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
            new Route(HttpMethod.Parse(method), "/" + endpoint.RoutePattern.RawText!.TrimStart('/')));

    internal sealed record Route(HttpMethod Method, string Path)
    {
        public string PathFor(string teamId) => Path
            .Replace("{teamId}", teamId, StringComparison.Ordinal)
            .Replace("{memberId}", "ben", StringComparison.Ordinal)
            .Replace("{entryId}", "2", StringComparison.Ordinal);

        /// <summary>Whether an API key opens it: Stripe's own calls are signed instead.</summary>
        public bool NeedsKey => Path.StartsWith("/v1", StringComparison.Ordinal) && Path != "/v1/stripe/webhook";

        public override string ToString() => $"{Method} {Path}";
    }
}
