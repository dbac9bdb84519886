namespace Purser.Gateway.Hosting;

internal static class HeadRequests
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// What answers GET answers HEAD: the same headers, the length of the body included, and no body, which the server leaves
    /// out by itself.
    /// </summary>
    public static RouteGroupBuilder WithHead(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(static endpoint =>
        {
            var metadata = endpoint.Metadata;
            for (var i = 0; i < metadata.Count; i++)
            {
                if (metadata[i] is HttpMethodMetadata { HttpMethods: [var method] } && HttpMethods.IsGet(method))
                {
                    metadata[i] = new HttpMethodMetadata(Read);
                }
            }
        });
        return routes;
    }
}
