using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Purser.StripeStandIn;

/// <summary>The pages that people click through: what is where, and how a click is taken.</summary>
internal static class StandInPages
{
    public static void Map(IEndpointRouteBuilder routes, StandInServer standIn)
    {
        Show(routes, "/checkout/{id}", id => standIn.Do(stripe => CheckoutPage.Show(stripe, id)));
        Take(routes, "/checkout/{id}", (id, form) => standIn.Do(stripe => CheckoutPage.Take(stripe, id, form)));
        Show(routes, "/portal/{id}", id => standIn.Do(stripe => PortalPage.Show(stripe, id)));
        Take(routes, "/portal/{id}", (id, form) => standIn.Do(stripe => PortalPage.Take(stripe, id, form)));
        Show(routes, "/_standin", _ => standIn.Do(ControlPage.Show));
        routes.MapPost("/_standin", async context =>
        {
            var form = await FormAsync(context);
            await GuardAsync(context, async () =>
            {
                if (form.Text("action") == "deliver-held")
                {
                    await standIn.DeliverHeldAsync(context.RequestAborted);
                }
                else
                {
                    standIn.Do(stripe => ControlPage.Take(stripe, form));
                }

                context.Response.Redirect("/_standin");
            });
        });
        routes.MapGet("/", context =>
        {
            context.Response.Redirect("/_standin");
            return Task.CompletedTask;
        });
    }

    private static void Show(IEndpointRouteBuilder routes, string path, Func<string, string> page) =>
        routes.MapGet(path, context => GuardAsync(context, () => WriteAsync(context, page(Id(context)))));

    private static void Take(IEndpointRouteBuilder routes, string path, Func<string, FormBody, string> take) =>
        routes.MapPost(path, async context =>
        {
            var form = await FormAsync(context);
            await GuardAsync(context, () =>
            {
                context.Response.Redirect(take(Id(context), form));
                return Task.CompletedTask;
            });
        });

    /// <summary>Other sites have no business pressing these buttons; what cannot be done is said in words.</summary>
    private static async Task GuardAsync(HttpContext context, Func<Task> act)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && origin != $"{context.Request.Scheme}://{context.Request.Host}")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            await act();
        }
        catch (InvalidOperationException refused) when (refused.InnerException is StripeError)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, Html.Page("Not possible", $"""
                <section><h1>That is not possible</h1><p class="error">{Html.Text(refused.Message)}</p>
                <p><a href="{Html.Text(context.Request.Path)}">Back</a></p></section>
                """));
        }
    }

    private static Task WriteAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    private static async Task<FormBody> FormAsync(HttpContext context) =>
        FormBody.Parse(context.Request.HasFormContentType ? await context.Request.ReadFormAsync() : []);

    private static string Id(HttpContext context) => context.GetRouteValue("id") as string ?? "";
}
