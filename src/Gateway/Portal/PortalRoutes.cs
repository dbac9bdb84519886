using Microsoft.Extensions.Options;
using Purser.Gateway.Hosting;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Alerts;
using Purser.Gateway.Portal.Bidding;
using Purser.Gateway.Portal.Embedding;
using Purser.Gateway.Portal.Forms;
using Purser.Gateway.Portal.History;
using Purser.Gateway.Portal.Live;
using Purser.Gateway.Portal.Members;
using Purser.Gateway.Portal.Pages;
using Purser.Gateway.Portal.Paying;
using Purser.Gateway.Portal.Texts;
using Purser.Gateway.Portal.Where;
using Purser.Hosting;

namespace Purser.Gateway.Portal;

internal static class PortalRoutes
{
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<PublicSettings>(PublicSettings.Section, static settings => settings.Errors());
        builder.Services.AddChecked<PortalSettings>(PortalSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton(static services => services.GetRequiredService<IOptions<PortalSettings>>().Value);
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddSingleton<PortalKeys>();
        builder.Services.AddSingleton<Seal>();
        builder.Services.AddSingleton<FormToken>();
        builder.Services.AddSingleton<VisitCookie>();
        builder.Services.AddSingleton<Languages>();
        builder.Services.AddSingleton(static services => new PortalAssets(services.GetRequiredService<PortalSettings>(), services.GetRequiredService<Languages>()));
        builder.Services.AddSingleton<EmbedOrigins>();
    }

    /// <summary>For people: a link and then a cookie let them in, instead of a key.</summary>
    public static void MapPortal(this IEndpointRouteBuilder app)
    {
        var entrance = ActivatorUtilities.CreateInstance<Entrance>(app.ServiceProvider);
        var guard = ActivatorUtilities.CreateInstance<Guard>(app.ServiceProvider);
        var paying = ActivatorUtilities.CreateInstance<PayingPages>(app.ServiceProvider);
        var shell = ActivatorUtilities.CreateInstance<Shell>(app.ServiceProvider);

        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapGet(PortalAssets.Route, (RequestDelegate)app.ServiceProvider.GetRequiredService<PortalAssets>().SendAsync);
        pages.MapGet(PortalAssets.ElementsRoute, (RequestDelegate)app.ServiceProvider.GetRequiredService<PortalAssets>().SendElementsAsync);
        pages.MapGet(Entrance.Path, guard.Shield(entrance.EnterAsync));
        MapTeam(pages, PortalPaths.Team, guard.Protect, shell, paying);

        var embedded = ActivatorUtilities.CreateInstance<EmbedGuard>(app.ServiceProvider, guard);
        MapTeam(pages, PortalPaths.Embedded, embedded.Protect, shell, paying);
        pages.MapMethods($"{PortalPaths.Embedded}/{{**path}}", [HttpMethods.Options], (RequestDelegate)app.ServiceProvider.GetRequiredService<EmbedOrigins>().AnswerPreflightAsync);
    }

    /// <summary>What is a team's, by either way in.</summary>
    private static void MapTeam(
        IEndpointRouteBuilder pages, string path, Func<Right, Func<Visit, Task<IResult>>, RequestDelegate> protect, Shell shell, PayingPages paying)
    {
        pages.MapGet(path, protect(Right.See, visit => shell.ShowAsync(visit, Tab.Credits)));
        pages.MapGet($"{path}/{Tab.AutoBid.Name}", protect(Right.See, visit => shell.ShowAsync(visit, Tab.AutoBid)));
        pages.MapGet($"{path}/sections/{{section}}", protect(Right.See, shell.ShowSectionAsync));
        pages.MapGet($"{path}/usage.csv", protect(Right.See, HistorySection.ExportAsync));
        pages.MapGet($"{path}/spending.csv", protect(Right.See, SpendingCsv.ExportAsync));
        pages.MapGet($"{path}/events", protect(Right.See, LiveStream.FollowAsync));
        pages.MapPost($"{path}/top-up", protect(Right.Pay, paying.TopUpAsync));
        pages.MapPost($"{path}/billing", protect(Right.Pay, paying.BillingAsync));
        var desk = new FormDesk(shell);
        MemberForms.Map(Map, desk);
        AutoBidForm.Map(Map, desk);
        AutoTopUpTaking.Map(Map, desk);
        AlertsTaking.Map(Map, desk);

        void Map(string form, Right right, Func<Visit, Task<IResult>> take) => pages.MapPost($"{path}/{form}", protect(right, take));
    }
}
