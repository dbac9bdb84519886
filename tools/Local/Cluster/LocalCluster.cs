using System.Globalization;
using System.Security.Cryptography;
using Purser.StripeStandIn;

namespace Purser.Local;

/// <summary>
/// A whole Purser on this machine, in real processes on loopback: PostgreSQL, silos, gateways. What <c>./run</c>
/// starts is what the cluster tests kill and the benchmarks measure.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private const string DatabaseName = "purser";

    private readonly LocalClusterOptions options;
    private readonly DataFolder data;
    private readonly CancellationTokenSource supervision = new();
    private readonly List<Task> supervisors = [];
    private bool stopped;

    private LocalCluster(LocalClusterOptions options, DataFolder data)
    {
        this.options = options;
        this.data = data;
        OperatorKey = options.OperatorKey ?? data.OperatorKey();
    }

    /// <summary>The private server; null where a database was given.</summary>
    public PrivatePostgres? Postgres { get; private set; }

    /// <summary>The Npgsql connection string to the cluster's database.</summary>
    public string Database { get; private set; } = "";

    /// <summary>The Orleans cluster's id; with <see cref="Database"/> it is what a cluster client needs to join.</summary>
    /// <remarks>
    /// A new one for every start: all processes of the last run are gone, but where they were killed the membership
    /// table still says they live, and a joining silo would wait for them to answer.
    /// </remarks>
    public string ClusterId { get; } = "local-" + RandomNumberGenerator.GetHexString(8, lowercase: true);

    public string OperatorKey { get; }

    /// <summary>The time that silos, gateways and the stand-in go by.</summary>
    public TimeProvider Clock => options.ClockOffset is { } ahead ? new ClockAhead(options.Clock, ahead) : options.Clock;

    /// <summary>What plays Stripe; null where nothing does.</summary>
    public StandInServer? Stripe { get; private set; }

    public IReadOnlyList<ServerProcess> Silos { get; private set; } = [];

    /// <summary>The silos' own processes, unless they are <see cref="LocalClusterOptions.Separate"/>.</summary>
    public IReadOnlyList<ServerProcess> Gateways { get; private set; } = [];

    /// <summary>The example of a product; null where it was not started.</summary>
    public ServerProcess? ExampleHost { get; private set; }

    /// <summary>Where the first silo's dashboard is.</summary>
    public Uri Dashboard { get; private set; } = null!;

    /// <summary>Starts everything and returns when everything is ready; leaves nothing behind when something is not.</summary>
    public static async Task<LocalCluster> StartAsync(
        LocalClusterOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        var cluster = new LocalCluster(options, DataFolder.Take(options.Folder));
        try
        {
            await cluster.StartAllAsync(cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops everything cleanly, in the order in which one depends on the other.</summary>
    public async Task StopAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        await supervision.CancelAsync();
        await Task.WhenAll(supervisors);
        if (ExampleHost is not null)
        {
            await ExampleHost.StopAsync();
        }

        await Task.WhenAll(Gateways.Except(Silos).Select(gateway => gateway.StopAsync()));
        await Task.WhenAll(Silos.Select(silo => silo.StopAsync()));
        if (Stripe is not null)
        {
            await Stripe.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        supervision.Dispose();
        data.Dispose();
    }

    private async Task StartAllAsync(CancellationToken cancellation)
    {
        await data.PidFiles().StopLeftOversAsync(options.Notify, options.Clock, cancellation);
        CheckPort(options.GatewayPort, "--port");
        CheckPort(options.SiloPort, "--silo-port");
        Database = options.Database ?? await StartPostgresAsync(cancellation);

        if (options.StripeStandIn)
        {
            Stripe = await StartStripeAsync(cancellation);
        }

        var assemblies = options.Assemblies ?? ServerAssemblies.Built;
        Silos = [.. Enumerable.Range(1, options.Silos).Select(number => Silo(number, assemblies.Purser))];
        Gateways = options.Separate ? [.. Enumerable.Range(1, options.Gateways).Select(number => Gateway(number, assemblies.Purser))] : Silos;
        // The first silo brings the schema up to date; everybody else needs it.
        await Silos[0].StartAsync(cancellation);
        ServerProcess[] others = [.. Silos.Skip(1), .. Gateways.Except(Silos)];
        await Task.WhenAll(others.Select(server => server.StartAsync(cancellation)));
        Supervise([Silos[0], .. others]);
        if (Stripe is not null)
        {
            Stripe.WebhookUrl = new Uri(Gateways[0].Url, "/v1/stripe/webhook");
        }
    }

    private Task<StandInServer> StartStripeAsync(CancellationToken cancellation) => StandInServer.StartAsync(
        new StandInOptions
        {
            Port = options.StripeStandInPort is { } port && Ports.IsFree(port) ? port : null,
            Folder = Path.Combine(options.Folder, "stripe"),
            Clock = Clock,
            SigningClock = options.Clock,
            WebhookSecret = options.StripeWebhookSecret,
            Prices = StandInCatalog.Prices,
            // Stripe takes an hour; whoever sits before the screen should not have to.
            InvoiceDelay = TimeSpan.FromSeconds(5),
            Notify = options.Notify,
        },
        cancellation);

    /// <summary>Starts an Auto Bid worker on this cluster; it ends by itself when its feed does.</summary>
    /// <param name="name">The name of its log.</param>
    /// <param name="arguments">Its options: see <c>dotnet run --project src/AutoBid -- --help</c>.</param>
    public WorkerProcess StartWorker(string name, params IEnumerable<string> arguments) => WorkerProcess.Start(
        (options.Assemblies ?? ServerAssemblies.Built).AutoBid, data.NewLog(name), Database, [.. arguments, "--cluster-id", ClusterId], options.Clock);

    /// <summary>Starts the example of a product that shows a team's credits in a page of its own; it is stopped with the cluster.</summary>
    /// <param name="team">Whose credits.</param>
    /// <param name="member">Who is taken to be signed in there.</param>
    /// <param name="port">Its HTTP port; null, or one that is taken, is a free one.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ServerProcess> StartExampleHostAsync(string team, string member, int? port = null, CancellationToken cancellation = default)
    {
        var url = UrlOn(port is { } wanted && Ports.IsFree(wanted) ? wanted : null);
        ExampleHost = new ServerProcess("example-host", (options.Assemblies ?? ServerAssemblies.Built).ExampleHost, url, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority),
            ["ASPNETCORE_HTTP_PORTS"] = null,
            ["ASPNETCORE_HTTPS_PORTS"] = null,
            ["Purser__Gateway"] = Gateways[0].Url.GetLeftPart(UriPartial.Authority),
            ["Purser__Key"] = OperatorKey,
            ["Purser__Team"] = team,
            ["Purser__Member"] = member,
        }, data, options);
        await ExampleHost.StartAsync(cancellation);
        Supervise([ExampleHost]);
        return ExampleHost;
    }

    private async Task<string> StartPostgresAsync(CancellationToken cancellation)
    {
        data.NewLog("postgres");
        Postgres = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions
            {
                Folder = options.Folder,
                Settings = options.PostgresSettings,
                Notify = options.Notify,
                Clock = options.Clock,
            },
            cancellation);
        Supervise([Postgres]);
        return await Postgres.EnsureDatabaseAsync(DatabaseName, cancellation);
    }

    private void Supervise(IEnumerable<ISupervised> children)
    {
        if (options.Supervise)
        {
            supervisors.AddRange(children.Select(child =>
                new Supervisor(child, options.Notify, options.Clock).RunAsync(supervision.Token)));
        }
    }

    /// <summary>A silo; unless it is to be apart, with a gateway in its process.</summary>
    private ServerProcess Silo(int number, string assembly)
    {
        var health = UrlOn(number == 1 ? options.SiloPort : null);
        if (number == 1)
        {
            Dashboard = new Uri(health, "/dashboard");
        }

        var environment = new Dictionary<string, string?>(Billing(), StringComparer.Ordinal)
        {
            ["Purser__Roles"] = "silo",
            ["Purser__Database__Migrate"] = "true",
            ["Purser__SiloPort"] = FreePort(),
            ["Purser__GatewayPort"] = FreePort(),
            // Whoever receives alerts here is on this machine.
            ["Alerts__PrivateReceivers"] = "true",
        };
        if (options.Separate)
        {
            return Server($"silo-{number}", assembly, health, environment);
        }

        environment["Purser__Roles"] = "both";
        environment["Purser__SiloUrl"] = health.GetLeftPart(UriPartial.Authority);
        return Server($"purser-{number}", assembly, UrlOn(number == 1 ? options.GatewayPort : null), FrontOf(environment));
    }

    private IEnumerable<KeyValuePair<string, string?>> Billing() => Stripe is null
        ? []
        :
        [
            new("Stripe__ApiKey", "sk_test_standin"),
            new("Stripe__ApiBase", Stripe.Url.GetLeftPart(UriPartial.Authority)),
            // It stands on this machine and has no limits of its own; nor has anybody at the keyboard hours to wait.
            new("Stripe__RequestsPerSecond", "1000"),
            new("Stripe__ConfirmationSpread", "00:00:30"),
            .. StandInCatalog.Configuration,
        ];

    private ServerProcess Gateway(int number, string assembly) => Server(
        $"gateway-{number}",
        assembly,
        UrlOn(number == 1 ? options.GatewayPort : null),
        FrontOf(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Purser__Roles"] = "gateway" }));

    private Dictionary<string, string?> FrontOf(Dictionary<string, string?> environment)
    {
        environment["Purser__OperatorKey"] = OperatorKey;
        environment["Stripe__WebhookSecret"] = Stripe?.WebhookSecret ?? options.StripeWebhookSecret;
        return environment;
    }

    private static Uri UrlOn(int? port) => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port ?? Ports.PickFree()).Uri;

    private ServerProcess Server(string name, string assembly, Uri url, Dictionary<string, string?> environment)
    {
        // Only Development lets a clock run ahead; otherwise run what would run in production.
        var stage = options.ClockOffset is null ? "Production" : "Development";
        environment["ASPNETCORE_ENVIRONMENT"] = stage;
        environment["DOTNET_ENVIRONMENT"] = stage;
        environment["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority);
        environment["ASPNETCORE_HTTP_PORTS"] = null;
        environment["ASPNETCORE_HTTPS_PORTS"] = null;
        environment["ConnectionStrings__Purser"] = Database;
        environment["Purser__ClusterId"] = ClusterId;
        environment["Purser__ClockOffset"] = options.ClockOffset?.ToString("c", CultureInfo.InvariantCulture);
        foreach (var (key, value) in options.Environment)
        {
            environment[key] = value;
        }

        return new ServerProcess(name, assembly, url, environment, data, options);
    }

    private static string FreePort() => Ports.PickFree().ToString(CultureInfo.InvariantCulture);

    private static void CheckPort(int? port, string option)
    {
        if (port is { } given && !Ports.IsFree(given))
        {
            throw new LocalException($"Port {given} on 127.0.0.1 is taken by another program; choose another with {option}.");
        }
    }
}
