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
internal static class ApiKeys
{
    private const string Scheme = "Bearer ";

    /// <summary>No key is longer; a longer one is not worth hashing.</summary>
    private const int Longest = 512;

    public static void AddApiKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<OperatorSettings>(OperatorSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton<IKeyRing, OperatorKeyRing>();
    }

    /// <summary>Every endpoint of the group is called with a key.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(KeyRequired.Instance);

    public static void UseApiKeys(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<IKeyRing>();
        app.Use(next => context =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<KeyRequired>() is null)
            {
                return next(context);
            }

            var found = FindAsync(keys, context.Request.Headers.Authorization);
            if (!found.IsCompletedSuccessfully)
            {
                return AwaitAsync(found, context, next);
            }

#pragma warning disable MA0042, RS0030 // It has completed: the usual case goes on without a state machine.
            return found.Result is null ? RefuseAsync(context) : next(context);
#pragma warning restore MA0042, RS0030
        });
    }

    private static async Task AwaitAsync(ValueTask<Caller?> found, HttpContext context, RequestDelegate next) =>
        await (await found is null ? RefuseAsync(context) : next(context));

    private static ValueTask<Caller?> FindAsync(IKeyRing keys, StringValues header)
    {
        if (header.Count != 1
            || header[0] is not { } text
            || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || text.Length > Scheme.Length + Longest)
        {
            return default;
        }

        Span<byte> key = stackalloc byte[Longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(text.AsSpan(Scheme.Length).TrimStart(' '), key);
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

/// <summary>That an endpoint is called with a key.</summary>
internal sealed class KeyRequired
{
    public static readonly KeyRequired Instance = new();
}
