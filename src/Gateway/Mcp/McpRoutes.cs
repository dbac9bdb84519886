using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using Purser.Gateway.Auth;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Mcp;

/// <summary>The Model Context Protocol over HTTP, without sessions: whichever gateway a request comes to answers it.</summary>
internal static class McpRoutes
{
    public const string Path = "/mcp";

    private const string Instructions =
        "Purser keeps the AI credits of teams: a pool that refills each cycle, extra credits that never expire, members with budgets. "
        + "Asked why a team is out of credits, call why_out_of_credits. A key of one team may leave teamId out; with an operator's find_teams finds it. "
        + "Tools that change something do so in two steps: show what the first says before the second is called.";

    public static void AddAssistants(this WebApplicationBuilder builder)
    {
        ToolSchemas.AddTo(builder.Services);
        builder.Services.AddSingleton<Confirmations>();
        builder.Services.AddSingleton<Assistants>();
        builder.Services
            .AddMcpServer(static server =>
            {
                server.ServerInfo = new Implementation
                {
                    Name = "purser",
                    Title = "Purser",
                    Version = typeof(McpRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
                };
                server.ServerInstructions = Instructions;
            })
            .WithHttpTransport(static http =>
            {
                http.SessionMode = HttpServerSessionMode.Stateless;
                http.ConfigureSessionOptions = static (context, options, _) =>
                {
                    context.RequestServices.GetRequiredService<Assistants>().Serve(context.Features.GetRequiredFeature<Caller>(), options);
                    return Task.CompletedTask;
                };
            });
    }

    public static void MapAssistants(this IEndpointRouteBuilder app)
    {
        var address = app.ServiceProvider.GetRequiredService<PublicAddress>();
        var all = app.MapGroup("").ForAssistants().ExcludeFromDescription();
        ((IEndpointConventionBuilder)all).Finally(endpoint =>
        {
            // Routing would answer 415 before anybody is asked for a key.
            foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
            {
                endpoint.Metadata.Remove((object)accepts);
            }

            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                CheckOrigin(context.Request, address);
                await ReadAheadAsync(context);
                await next(context);
            };
        });
        all.MapMcp(Path);
    }

    /// <summary>
    /// Programs send no origin. A browser does, and with it comes a page: the gateway's own under its public name, or one that has found a way
    /// around the browser's rules (DNS rebinding), to whom the Host header is no help.
    /// </summary>
    private static void CheckOrigin(HttpRequest request, PublicAddress address)
    {
        if (request.Headers.Origin.Count > 0 && !(address.Configured is { } own && string.Equals(request.Headers.Origin, own, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ProblemException(Problem.OriginNotAllowed());
        }
    }

    /// <summary>The body is bounded and looked at as bodies are here; the protocol's library would take any.</summary>
    private static async Task ReadAheadAsync(HttpContext context)
    {
        var text = await RequestBody.ReadTextAsync(context, RequestBody.Single);
        if (!RequestBody.IsJson(context.Request.ContentType))
        {
            throw new ProblemException(Problem.UnsupportedMediaType(context.Request.ContentType));
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        CheckText(utf8);
        context.Request.Body = new MemoryStream(utf8, writable: false);
    }

    /// <summary>Half a character would be told as a fault of ours.</summary>
    private static void CheckText(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        try
        {
            while (json.Read())
            {
                if (json.ValueIsEscaped)
                {
                    _ = json.GetString();
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON is refused in the protocol's own words.
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(Problem.InvalidBody(Wrong.HalfACharacter));
        }
    }
}
