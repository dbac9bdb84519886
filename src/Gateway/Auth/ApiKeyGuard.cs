using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Purser.Gateway.Problems;
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

    public static void UseApiKeys(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<IKeyRing>();
        app.Use(next => context =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<KeyRequired>() is not { } required)
            {
                return next(context);
            }

            var found = FindAsync(keys, context.Request.Headers.Authorization);
            if (!found.IsCompletedSuccessfully)
            {
                return AwaitAsync(found, required, context, next);
            }

#pragma warning disable MA0042, RS0030 // It has completed: the usual case goes on without a state machine.
            return AdmitAsync(found.Result, required, context, next);
#pragma warning restore MA0042, RS0030
        });
    }

    /// <summary>The caller of a request whose endpoint asks for a key; null where nobody is known by it.</summary>
    public static ValueTask<Caller?> FindCallerAsync(this IKeyRing keys, HttpContext context) => FindAsync(keys, context.Request.Headers.Authorization);

    private static async Task AwaitAsync(ValueTask<Caller?> found, KeyRequired required, HttpContext context, RequestDelegate next) =>
        await AdmitAsync(await found, required, context, next);

    private static Task AdmitAsync(Caller? caller, KeyRequired required, HttpContext context, RequestDelegate next)
    {
        if (caller is null)
        {
            return RefuseAsync(context);
        }

        // A debit says itself who spends: the hot path ends here.
        if (required.Call == CallOf.Debiters && ReferenceEquals(caller, Caller.Operator))
        {
            return next(context);
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return !caller.May(required.Call, isRead, context.Request.RouteValues["teamId"] as string)
            ? ProblemWriter.WriteAsync(context, Problem.NotYours(caller, required.Call))
            : isRead || required.Call == CallOf.Debiters ? next(context)
            : ActAsync(caller, context, next);
    }

    /// <summary>What is changed is changed by them.</summary>
    private static async Task ActAsync(Caller caller, HttpContext context, RequestDelegate next)
    {
        caller.Actor.Act();
        await next(context);
    }

    private static ValueTask<Caller?> FindAsync(IKeyRing keys, StringValues header)
    {
        var secret = Bearer.In(header);
        if (secret.IsEmpty)
        {
            return default;
        }

        Span<byte> key = stackalloc byte[Bearer.Longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(secret, key);
        SHA256.HashData(key[..length], hash);
        return keys.FindAsync(hash);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        var sent = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        return ProblemWriter.WriteAsync(context, Problem.Unauthenticated(sent));
    }
}
