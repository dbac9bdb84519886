namespace Purser.Gateway.Problems;

/// <summary>Whatever goes wrong leaves as a problem document: exceptions, unknown addresses, wrong methods.</summary>
internal static partial class ProblemHandling
{
    /// <summary>Outermost: turns exceptions into problems.</summary>
    public static void UseProblems(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemHandling).FullName!);
        app.Use(next => async context =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                await Answer(context, exception, log);
            }
            catch (Exception exception)
            {
                // Nobody is there to be told.
                LogCallerLeft(log, exception.Message);
            }
        });
    }

    /// <summary>After routing: what led nowhere, or to routing's own answer to a wrong method.</summary>
    public static void UseUnroutedProblems(this WebApplication app) =>
        app.Use(next => context => context.GetEndpoint() switch
        {
            RouteEndpoint => next(context),
            null => ProblemWriter.Write(context, Problem.NoSuchRoute(context.Request.Path)),
            _ => MethodNotAllowed(context, next),
        });

    private static async Task MethodNotAllowed(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var allowed = context.Response.Headers.Allow.ToString();
        await ProblemWriter.Write(context, Problem.MethodNotAllowed(context.Request.Method, allowed));
    }

    private static Task Answer(HttpContext context, Exception exception, ILogger log)
    {
        var problem = Failures.Describe(exception);
        if (problem is null)
        {
            LogBug(log, exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            problem = Problem.Bug(context.TraceIdentifier);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            LogUnavailable(log, exception.Message);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return ProblemWriter.Write(context, problem);
    }
}
