using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Purser.StripeStandIn;

/// <summary>
/// Plays Stripe on this machine, where no Stripe key is at hand: the API, the webhooks, the pages that people buy on,
/// and the time that passes. No money moves. Purser does not know the difference: only the address is another.
/// </summary>
public sealed partial class StandInServer : IAsyncDisposable
{
    /// <summary>Timers cannot wait for months; waking once an hour for nothing costs nothing.</summary>
    private static readonly TimeSpan LongestNap = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly StandInOptions options;
    private readonly StripeSimulation stripe;
    private readonly Webhooks webhooks;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private WebApplication? server;
    private Task background = Task.CompletedTask;

    private StandInServer(StandInOptions options)
    {
        this.options = options;
        var folder = options.Folder is { } path ? new StandInFolder(path) : null;
        WebhookSecret = options.WebhookSecret ?? folder?.WebhookSecret() ?? StandInFolder.NewWebhookSecret();
        stripe = new StripeSimulation(new SimulatedAccount(options, folder));
        webhooks = new Webhooks(stripe.Account, gate, WebhookSecret);
    }

    /// <summary>What Stripe's client is given as its API base; the pages are below it, too.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What the webhooks are signed with.</summary>
    public string WebhookSecret { get; }

    /// <summary>A page to see everything on, and to do what neither buyer nor merchant does.</summary>
    public Uri ControlPage => new(Url, "/_standin");

    /// <exception cref="StandInException">The port is taken, or what an earlier run left cannot be read.</exception>
    public static async Task<StandInServer> StartAsync(
        StandInOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var standIn = new StandInServer(options);
        try
        {
            await standIn.ListenAsync(cancellation);
            if (options.RunInBackground)
            {
                standIn.background = standIn.RunAsync();
            }

            return standIn;
        }
        catch
        {
            await standIn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets time do all it has to do by now, and posts every webhook that is due.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (stripe.Timetable.CatchUp())
            {
                stripe.Store.Save();
            }
        }

        await webhooks.DeliverDueAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        await background;
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        webhooks.Dispose();
        changed.Dispose();
        stop.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        // Nothing of this process' own configuration, or of its environment, is meant for this server.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port ?? 0));
        server = builder.Build();
        server.Use(ReportAsync);
        var api = new StripeApi(stripe, gate, Wake);
        StripeEndpoints.Map(server, api, stripe);
        StandInPages.Map(server, this);
        server.MapFallback(api.AnswerUnknownAsync);
        try
        {
            await server.StartAsync(cancellation);
        }
        catch (IOException taken)
        {
            throw new StandInException($"Port {options.Port} on 127.0.0.1, for the stand-in of Stripe, is taken by another program.", taken);
        }

        Url = new Uri(server.Urls.Single());
        stripe.Account.Origin = Url.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>The stand-in's own mistakes: said out loud, and answered as Stripe answers its own.</summary>
    private async Task ReportAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !context.Response.HasStarted)
        {
            options.Notify($"Stripe's stand-in failed at {context.Request.Method} {context.Request.Path}: {failure}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"error":{"type":"api_error","message":"The stand-in failed; its output says why."}}""");
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await AdvanceReportingAsync();
                await NapAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to end; what is still to be posted is written down.
        }
    }

    /// <summary>A full disk must not end the passing of time: it is said, and tried again.</summary>
    private async Task AdvanceReportingAsync()
    {
        try
        {
            await AdvanceAsync(stop.Token);
        }
        catch (IOException failure)
        {
            options.Notify($"Stripe's stand-in cannot write its state down: {failure.Message}");
            await Task.Delay(options.LongestWebhookRetry, options.Clock, stop.Token);
        }
    }

    /// <summary>Until something changed, or until the next thing is due.</summary>
    private async Task NapAsync()
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var change = changed.WaitAsync(awake.Token);
        var time = Task.Delay(Nap(), options.Clock, awake.Token);
        await Task.WhenAny(change, time);
        await awake.CancelAsync();
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Token.ThrowIfCancellationRequested();
    }

    private TimeSpan Nap()
    {
        DateTimeOffset?[] next;
        lock (gate)
        {
            next = [stripe.Timetable.Next, WebhookUrl is null ? null : webhooks.Next];
        }

        var nap = next.Min() is { } soonest ? soonest - options.Clock.GetUtcNow() : LongestNap;
        return nap < TimeSpan.Zero ? TimeSpan.Zero : nap < LongestNap ? nap : LongestNap;
    }

    private void Wake()
    {
        lock (changed)
        {
            if (changed.CurrentCount == 0)
            {
                changed.Release();
            }
        }
    }

    /// <summary>
    /// The server is a guest of the process it runs in: a signal is its host's to answer, which first stops those who
    /// still talk to this.
    /// </summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
