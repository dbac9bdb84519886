using System.Reflection;

namespace Purser.Gateway.Requests;

internal static class StrictAddress
{
    /// <summary>
    /// Checks the ids in the address, and that there is no query where the call has none, before anything is bound: what is
    /// wrong is said in this order, the address, the query, the headers, the body.
    /// </summary>
    public static RouteGroupBuilder WithStrictAddress(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(static endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            var hasQuery = endpoint.Metadata.OfType<QueryMetadata>().Any();
            endpoint.RequestDelegate = context =>
            {
                Ids.Check(context);
                if (!hasQuery)
                {
                    Query.None(context);
                }

                return next(context);
            };
        });
        return routes;
    }

    /// <summary>Whether a handler's parameter may be null; asked once for each, at start.</summary>
    public static bool IsNullable(this ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
}
