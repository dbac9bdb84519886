using System.Collections.Frozen;
using System.Diagnostics;

namespace Purser.Gateway.Hosting;

/// <summary>
/// A span for each request, by OpenTelemetry's conventions, within its caller's trace. The framework's own would hold the address,
/// which may be a link of the page.
/// </summary>
internal static class RequestTraces
{
    private static readonly ActivitySource Source = new("Purser");

    /// <summary>A span's name has few values: methods that somebody made up share one.</summary>
    private static readonly FrozenSet<string> Methods = FrozenSet.Create(
        StringComparer.Ordinal, HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options);

    /// <summary>Outermost. Where nobody listens it costs a look.</summary>
    public static void UseTraces(this WebApplication app) =>
        app.Use(static next => context => Source.HasListeners() ? TraceAsync(next, context) : next(context));

    /// <summary>The span of the request that is being answered, if it is kept.</summary>
    public static Activity? Asking => Source.HasListeners() && Activity.Current is { Recorded: true } span ? span : null;

    /// <summary>
    /// What several ask for goes in one call: its span is in the trace of the first of them that is kept, and linked with the others.
    /// The call may be made while another request is answered, whose trace it is no part of.
    /// </summary>
    public static Activity? Gather(IEnumerable<Activity?> asking)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        if (asking.OfType<Activity>().ToList() is not [var first, .. var others])
        {
            return null;
        }

        var span = Source.StartActivity("debits gathered", ActivityKind.Internal, first.Context, tags: null, others.ConvertAll(static other => new ActivityLink(other.Context)));
        if (span is not null)
        {
            others.ForEach(other => other.AddLink(new ActivityLink(span.Context)));
        }

        return span;
    }

    private static async Task TraceAsync(RequestDelegate next, HttpContext context)
    {
        var headers = context.Request.Headers;
        // A header that is none is as good as none.
        var caller = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var told) ? told : default;
        var isKnown = Methods.Contains(context.Request.Method);
        using var span = Source.StartActivity(isKnown ? context.Request.Method : "HTTP", ActivityKind.Server, caller);
        await next(context);
        if (span is { IsAllDataRequested: true })
        {
            Describe(span, context, isKnown ? context.Request.Method : "_OTHER");
        }
    }

    private static void Describe(Activity span, HttpContext context, string method)
    {
        var status = context.Response.StatusCode;
        span.SetTag("http.request.method", method);
        span.SetTag("http.response.status_code", status);
        span.SetTag("url.scheme", context.Request.Scheme);
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{span.OperationName} {route}";
            span.SetTag("http.route", route);
        }

        if (context.Request.RouteValues["teamId"] is string team)
        {
            span.SetTag("purser.team.id", team);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", $"{status}");
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
