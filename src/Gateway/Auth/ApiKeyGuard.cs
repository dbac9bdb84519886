using Microsoft.Extensions.Options;
using Purser.Gateway.Auth.Jwt;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Hosting;

namespace Purser.Gateway.Auth;

/// <summary>
/// Bearer keys: checked once for every endpoint that asks for one, before it runs. A few lines instead of the
/// authentication framework, whose tickets and results would be most of what a debit allocates.
/// </summary>
internal static class ApiKeyGuard
{
    public static void AddApiKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<OperatorSettings>(OperatorSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton<IKeyRing, KeyRing>();
        builder.Services.AddChecked<JwtSettings>(JwtSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton(static services => new IssuerKeys(
            services.GetRequiredService<IOptions<JwtSettings>>().Value, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<IssuerKeys>>()));
        builder.Services.AddSingleton<JwtCallers>();
        builder.Services.AddSingleton<Callers>();
    }

    /// <summary>Every endpoint of the group is called with a key.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new KeyRequired(CallOf.Teams));

    /// <summary>With an operator's, that is: a team's own key is not enough.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new KeyRequired(CallOf.Operators));

    /// <summary>A key that is good for debits alone is enough.</summary>
    public static TBuilder ForDebiters<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new KeyRequired(CallOf.Debiters));

    /// <summary>A key that may read anything is enough. What is asked inside decides the rest: it finds the caller in the request's features.</summary>
    public static TBuilder ForAssistants<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new KeyRequired(CallOf.Assistants));

    public static void UseApiKeys(this WebApplication app)
    {
        var callers = app.Services.GetRequiredService<Callers>();
        var limits = app.Services.GetRequiredService<RateLimiting>();
        app.Use(next => context =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<KeyRequired>() is not { } required)
            {
                return next(context);
            }

            var found = callers.FindAsync(context.Request.Headers.Authorization);
            if (!found.IsCompletedSuccessfully)
            {
                return AwaitAsync(found, required, limits, context, next);
            }

#pragma warning disable MA0042, RS0030 // It has completed: the usual case goes on without a state machine.
            return AdmitAsync(found.Result, required, limits, context, next);
#pragma warning restore MA0042, RS0030
        });
    }

    private static GatewayMeter MeterOf(HttpContext context) => context.RequestServices.GetRequiredService<GatewayMeter>();

    private static async Task AwaitAsync(
        ValueTask<Caller?> found, KeyRequired required, RateLimiting limits, HttpContext context, RequestDelegate next) =>
        await AdmitAsync(await found, required, limits, context, next);

    private static Task AdmitAsync(Caller? caller, KeyRequired required, RateLimiting limits, HttpContext context, RequestDelegate next)
    {
        if (caller is null)
        {
            MeterOf(context).Denied(isKnown: false);
            return RefuseAsync(context);
        }

        // A debit says itself who spends: the hot path ends here.
        if (required.Call == CallOf.Debiters && ReferenceEquals(caller, Caller.Operator))
        {
            return next(context);
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var team = context.Request.RouteValues["teamId"] as string;
        if (!caller.May(required.Call, isRead, team))
        {
            MeterOf(context).Denied(isKnown: true);
            return ProblemWriter.WriteAsync(context, Problem.NotYours(caller, required.Call));
        }

        if (required.Call == CallOf.Assistants)
        {
            context.Features.Set(caller);
        }

        return limits.Refuse(context, caller, team) is { } tooOften ? ProblemWriter.WriteAsync(context, tooOften)
            : isRead || required.Call == CallOf.Debiters ? next(context)
            : ActAsync(caller, context, next);
    }

    /// <summary>What is changed is changed by them.</summary>
    private static async Task ActAsync(Caller caller, HttpContext context, RequestDelegate next)
    {
        caller.Actor.Act();
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        var sent = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        return ProblemWriter.WriteAsync(context, Problem.Unauthenticated(sent));
    }
}
