using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Purser.StripeStandIn;

/// <summary>
/// Stripe's HTTP API: one request at a time, each with its key checked, its idempotency kept and its answer in
/// Stripe's shape.
/// </summary>
internal sealed class StripeApi(StripeSimulation simulation, Lock gate, Action changed)
{
    /// <summary>Stripe forgets keys after a day: so does the stand-in, or nobody would notice who relies on more.</summary>
    private static readonly TimeSpan KeyMemory = TimeSpan.FromHours(24);

    private readonly Expansion expansion = new(simulation);

    public void Get(IEndpointRouteBuilder routes, string path, Func<ApiCall, JsonObject> answer) =>
        routes.MapGet(path, context => AnswerAsync(context, answer));

    public void Post(IEndpointRouteBuilder routes, string path, Func<ApiCall, JsonObject> answer) =>
        routes.MapPost(path, context => AnswerAsync(context, answer));

    public void Delete(IEndpointRouteBuilder routes, string path, Func<ApiCall, JsonObject> answer) =>
        routes.MapDelete(path, context => AnswerAsync(context, answer));

    /// <summary>Whatever no endpoint answers.</summary>
    public Task AnswerUnknownAsync(HttpContext context) =>
        AnswerAsync(context, _ => throw new StripeError(
            HttpStatusCode.NotFound,
            "invalid_request_error",
            null,
            $"Unrecognized request URL ({context.Request.Method}: {context.Request.Path}). The stand-in does not know it."));

    private async Task AnswerAsync(HttpContext context, Func<ApiCall, JsonObject> answer)
    {
        var request = context.Request;
        var (form, canonical) = await ReadAsync(request);
        var key = HttpMethods.IsGet(request.Method) ? null : request.Headers["Idempotency-Key"].ToString();
        var hasKey = request.Headers.Authorization.ToString() is var authorization
            && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
            && authorization["Bearer ".Length..].Trim().Length > 0;
        FirstAnswer result;
        lock (gate)
        {
            var refused = simulation.Account.IsAway ? StripeError.Away()
                : simulation.Account.Refusal is { } refusal ? StripeError.Of(refusal)
                : hasKey ? null : StripeError.NoKey();
            result = refused is null
                ? Answer(context, answer, form, $"{request.Method} {request.Path}\n{canonical}", key is { Length: > 0 } ? key : null)
                : Refuse(refused);
        }

        context.Response.StatusCode = result.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_" + context.TraceIdentifier.Replace(":", "", StringComparison.Ordinal);
        context.Response.Headers["Stripe-Version"] = simulation.Account.Options.ApiVersion;
        await context.Response.WriteAsync(result.Body, context.RequestAborted);
    }

    private FirstAnswer Answer(
        HttpContext context, Func<ApiCall, JsonObject> answer, FormBody form, string request, string? key)
    {
        Forget();
        var timePassed = simulation.Timetable.CatchUp();
        var answers = simulation.Store.Answers;
        if (key is not null && answers.TryGetValue(key, out var first))
        {
            context.Response.Headers["Idempotent-Replayed"] = "true";
            return first.Request == request
                ? first
                : Refuse(new StripeError(
                    HttpStatusCode.BadRequest,
                    "idempotency_error",
                    null,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    + $"Try using a key other than '{key}' if you meant to execute a different request."));
        }

        var result = Carry(context, answer, form, key) with { Request = request };
        // What was refused before anything was done may be sent again, corrected, under its key.
        if (key is not null && result.Status is (int)HttpStatusCode.OK or (int)HttpStatusCode.PaymentRequired)
        {
            answers[key] = result;
        }

        if (timePassed || !HttpMethods.IsGet(context.Request.Method))
        {
            simulation.Store.Save();
            changed();
        }

        return result;
    }

    private FirstAnswer Carry(HttpContext context, Func<ApiCall, JsonObject> answer, FormBody form, string? key)
    {
        simulation.Account.IdempotencyKey = key;
        try
        {
            var id = context.GetRouteValue("id") as string ?? "";
            var json = answer(new ApiCall(simulation.Account, form, context.Request.Path, id)).Public();
            expansion.Expand(json, form.Texts("expand"));
            return new FirstAnswer("", (int)HttpStatusCode.OK, JsonSerializer.Serialize(json), simulation.Account.Clock);
        }
        catch (StripeError refused)
        {
            return Refuse(refused);
        }
        finally
        {
            simulation.Account.IdempotencyKey = null;
        }
    }

    private FirstAnswer Refuse(StripeError refused) =>
        new("", (int)refused.Status, JsonSerializer.Serialize(refused.Body), simulation.Account.Clock);

    private void Forget()
    {
        var answers = simulation.Store.Answers;
        var old = simulation.Account.Clock - KeyMemory;
        foreach (var key in answers.Where(answer => answer.Value.At < old).Select(answer => answer.Key).ToArray())
        {
            answers.Remove(key);
        }
    }

    private static async Task<(FormBody Form, string Canonical)> ReadAsync(HttpRequest request)
    {
        var pairs = new List<KeyValuePair<string, StringValues>>(request.Query);
        if (request.HasFormContentType)
        {
            pairs.AddRange(await request.ReadFormAsync());
        }

        var canonical = string.Join('&', pairs
            .Select(pair => $"{pair.Key}={pair.Value}")
            .Order(StringComparer.Ordinal));
        return (FormBody.Parse(pairs), canonical);
    }
}
