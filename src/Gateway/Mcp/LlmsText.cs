using System.Globalization;
using System.Text;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Mcp;

/// <summary>What a language model should know before it writes a program against Purser, or asks it: short, and open like the API's document.</summary>
internal static class LlmsText
{
    public const string Path = "/llms.txt";

    public static void MapLlmsText(this IEndpointRouteBuilder app)
    {
        var text = Encoding.UTF8.GetBytes(Write());
        app.MapGet(Path, (RequestDelegate)(async context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        })).ExcludeFromDescription();
    }

    private static string Write() => string.Create(CultureInfo.InvariantCulture, $$"""
        # Purser

        > Runs the AI credits of a software product's teams. A team has a pool that refills each cycle and an extra bucket that never expires; every AI action of a member costs one credit, debited before it is done.

        ## Where things are

        - [{{OpenApiRoutes.Address}}]({{OpenApiRoutes.Address}}): every call, OpenAPI 3.1
        - [{{OpenApiRoutes.Docs}}]({{OpenApiRoutes.Docs}}): the same for people
        - [{{McpRoutes.Path}}]({{McpRoutes.Path}}): tools for assistants, Model Context Protocol over streamable HTTP: {{string.Join(", ", Assistants.Tools.Select(static tool => tool.Name))}}

        Every call of /v1 and of {{McpRoutes.Path}} needs a key: `Authorization: Bearer <key>`. Errors are problem+json: `reason` is the code, `detail` says what to do.

        ## How to debit safely

        - `POST /v1/teams/{teamId}/debits` with the header `{{IdempotencyKey.Header}}` and `{"memberId":"anna","action":"cover_letter"}`, before the AI action. Actions: {{Answers.Codes.List<AiAction>()}}.
        - Make the key from what is paid for (a request's id, say), not from the attempt, and keep it. 201: debited, durably. 200: debited before, by the same key.
        - 503, 429, a timeout or a lost connection: send the same request with the same key again, after `Retry-After`. It is never taken twice.
        - 402 or 403: refused, nothing was taken. Do not do the action; show `detail`.
        - If the action fails: `POST /v1/teams/{teamId}/debits/{entryId}/reversal`. Or debit with `"holdSeconds":30` and confirm by `POST /v1/teams/{teamId}/debits/{entryId}/confirmation`: unconfirmed, the credit comes back by itself.
        - `GET /v1/teams/{teamId}/can-spend` is a hint for the user interface and never a promise.
        - Use a key of scope `debit` for this: it can do nothing else.

        ## Why a debit is refused

        {{Reasons()}}

        """);

    private static string Reasons() => string.Join('\n', Enum.GetValues<RefusalReason>().Select(static reason =>
    {
        var problem = Problem.DebitRefused(new Refusal(reason, Credits.Zero, Credits.Zero, ResetsAt: null, [Remedy.Wait]));
        return string.Create(CultureInfo.InvariantCulture, $"- `{problem.Code}` ({problem.Status}): {problem.Title}");
    }));
}
