using Microsoft.AspNetCore.Http.Features;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Problems;

/// <summary>Whatever goes wrong leaves as a problem document: exceptions, unknown addresses, wrong methods.</summary>
internal static partial class ProblemHandling
{
    /// <summary>Outermost: turns exceptions into problems.</summary>
    public static void UseProblems(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemHandling).FullName!);
        var outages = new OutageLog(log, app.Services.GetRequiredService<TimeProvider>());
        app.Lifetime.ApplicationStopped.Register(outages.Dispose);
        app.Use(next => async context =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                await AnswerAsync(context, exception, log, outages);
            }
            catch (Exception exception)
            {
                // Nobody is there to be told.
                LogCallerLeft(log, exception.Message);
            }
        });
    }

    /// <summary>After routing: what leads elsewhere than it says, what led nowhere, or to routing's own answer to a wrong method.</summary>
    public static void UseUnroutedProblems(this WebApplication app) =>
        app.Use(next => context => context.GetEndpoint() switch
        {
            _ when HasDotSegments(context) => ProblemWriter.WriteAsync(context, Problem.DotsInAddress()),
            RouteEndpoint => next(context),
            null => ProblemWriter.WriteAsync(context, Problem.NoSuchRoute(context.Request.Path)),
            _ => MethodNotAllowedAsync(context, next),
        });

    private static bool HasDotSegments(HttpContext context) =>
        DotSegments.AreIn(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    private static async Task MethodNotAllowedAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var allowed = context.Response.Headers.Allow.ToString();
        await ProblemWriter.WriteAsync(context, Problem.MethodNotAllowed(context.Request.Method, allowed));
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static Task AnswerAsync(HttpContext context, Exception exception, ILogger log, OutageLog outages)
    {
        var problem = Failures.Describe(exception, isRead: IsRead(context.Request.Method));
        if (problem is null)
        {
            LogBug(log, exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            problem = Problem.Bug(context.TraceIdentifier);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            outages.Add(exception.Message);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return ProblemWriter.WriteAsync(context, problem);
    }
}
