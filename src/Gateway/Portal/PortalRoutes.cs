using Microsoft.Extensions.Options;
using Purser.Gateway.Hosting;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.History;
using Purser.Gateway.Portal.Live;
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
        builder.Services.AddSingleton<PortalAssets>();
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
        pages.MapGet(Entrance.Path, guard.Shield(entrance.EnterAsync));
        pages.MapGet(PortalPaths.Team, guard.Protect(Right.See, shell.ShowAsync));
        pages.MapGet($"{PortalPaths.Team}/sections/{{section}}", guard.Protect(Right.See, shell.ShowSectionAsync));
        pages.MapGet($"{PortalPaths.Team}/usage.csv", guard.Protect(Right.See, HistorySection.ExportAsync));
        pages.MapGet($"{PortalPaths.Team}/spending.csv", guard.Protect(Right.See, SpendingCsv.ExportAsync));
        pages.MapGet($"{PortalPaths.Team}/events", guard.Protect(Right.See, LiveStream.FollowAsync));
        pages.MapPost($"{PortalPaths.Team}/top-up", guard.Protect(Right.Pay, paying.TopUpAsync));
        pages.MapPost($"{PortalPaths.Team}/billing", guard.Protect(Right.Pay, paying.BillingAsync));
    }
}
