using System.CommandLine;
using System.Globalization;
using Purser.Hosting;
using Purser.Hosting.Tls;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>The worker's options, and what they default to.</summary>
internal sealed partial class WorkerCommand
{
    public const string DatabaseVariable = "ConnectionStrings__Purser";
    public const string SecretVariable = "Purser__ClusterSecrets__Worker";
    public const string TlsVariables = "Purser__ClusterTls__";
    public const string ModelKeyVariable = "PURSER_MODEL_KEY";

    private const int MostConcurrency = 256;
    private const int SecondsOfADay = 86_400;

    private const string Help =
        """
        Runs Auto Bid for a team's members over one feed of jobs: matches each job that a member's search query asks for, submits
        a proposal where the score reaches their threshold, and takes the team's credits for it.

        Examples, for a member of team demo who has Auto Bid switched on; ./run prints the --database and --cluster-id to add:

          dotnet run --project src/AutoBid -- --team demo --feed tools/Local/Demo/jobs.ndjson \
              --profile tools/Local/Demo/profile.json --submit-file proposals.ndjson
                  everyone who has switched it on; one pass over a file with a job on each line

          dotnet run --project src/AutoBid -- --team demo --member priya --folder inbox --follow \
              --profile priya.json --submit-url http://localhost:9000/bids
                  one member; goes on as files arrive in the folder, until Ctrl-C

          dotnet run --project src/AutoBid -- --team demo --url https://example.com/jobs.json --follow --interval 300 \
              --profile profiles.json --model llama3 --model-endpoint http://localhost:11434/v1 \
              --submit-url https://example.com/bids
                  asks an address every five minutes, and lets a language model score the jobs

        It finds the cluster in the database that the silos use, --database or ConnectionStrings__Purser, by its --cluster-id.
        Where the silos ask for secrets it shows the one in Purser__ClusterSecrets__Worker, where they ask for certificates the one
        that Purser__ClusterTls__Certificate names, with Purser__ClusterTls__Key and Purser__ClusterTls__Authority.
        It ends with 0 when the feed has ended, when it was stopped, or when the day is over for every member; with 2 when an
        option is wrong, and with 3 when the cluster cannot be reached.
        """;

    private readonly Func<string, string?> environment;

    private readonly Option<string?> team = Text("--team", "TEAM", "the team (required)");
    private readonly Option<string[]> members = new("--member")
    {
        Description = "a member; may be given several times (default: everyone who has Auto Bid switched on)",
        HelpName = "ID",
    };

    private readonly Option<string?> feed = Text("--feed", "FILE", "jobs: a file with one JSON job on each line, or - for standard input");
    private readonly Option<string?> folder = Text("--folder", "DIR", "jobs: the .ndjson, .jsonl and .json files of a folder");
    private readonly Option<string?> url = Text("--url", "URL", "jobs: an address that answers with a list of jobs, or one on each line");
    private readonly Option<bool> follow = new("--follow") { Description = "go on as jobs arrive in the folder or at the address" };
    private readonly Option<int?> interval = Number("--interval", "SECONDS", 1, SecondsOfADay, "how often --follow looks (default: 60)");
    private readonly Option<string?> profile = Text("--profile", "FILE", "what the members offer: skills and keywords, as JSON (required)");
    private readonly Option<string?> model = Text("--model", "NAME", $"let a language model score the jobs; its key is read from {ModelKeyVariable}");
    private readonly Option<string?> modelEndpoint = Text("--model-endpoint", "URL", "where that model is, e.g. http://localhost:11434/v1");
    private readonly Option<string?> submitUrl = Text("--submit-url", "URL", "proposals: POST each to an address");
    private readonly Option<string?> submitFile = Text("--submit-file", "FILE", "proposals: add each as a line to a file");
    private readonly Option<int?> concurrency = Number("--concurrency", "N", 1, MostConcurrency, "evaluations and submissions at once (default: 8)");
    private readonly Option<string?> worker = Text(
        "--worker", "NAME", "this worker's lasting name (default: made of the machine, the team and the feed)");

    private readonly Option<string?> database = Text(
        "--database", "CONNECTION", $"an Npgsql connection string: the silos' database (default: {DatabaseVariable})");

    private readonly Option<string?> clusterId = Text("--cluster-id", "NAME", "the cluster's name (default: purser)");
    private readonly Option<string?> serviceId = Text("--service-id", "NAME", "the service's name (default: purser)");
    private readonly Option<int?> wait = Number("--wait", "SECONDS", 0, SecondsOfADay, "how long to try to reach the cluster (default: 60)");

    /// <param name="run">What to do with the options.</param>
    /// <param name="environment">Looks a variable of the environment up.</param>
    public WorkerCommand(Func<WorkerOptions, CancellationToken, Task<int>> run, Func<string, string?> environment)
    {
        this.environment = environment;
        Root = new RootCommand(Help)
        {
            team, members, feed, folder, url, follow, interval, profile, model, modelEndpoint, submitUrl, submitFile,
            concurrency, worker, database, clusterId, serviceId, wait,
        };
        Root.SetAction((parsed, cancellation) => run(Read(parsed), cancellation));
    }

    public RootCommand Root { get; }

    private WorkerOptions Read(ParseResult parsed)
    {
        var teamId = TeamId.Parse(parsed.GetValue(team)!);
        var source = Feed(parsed);
        return new WorkerOptions
        {
            TeamId = teamId,
            MemberIds = [.. (parsed.GetValue(members) ?? []).Distinct(StringComparer.Ordinal).Select(MemberId.Parse)],
            Feed = source,
            Follow = parsed.GetValue(follow) ? TimeSpan.FromSeconds(parsed.GetValue(interval) ?? 60) : null,
            ProfileFile = parsed.GetValue(profile)!,
            Model = parsed.GetValue(model) is { } name
                ? new ModelSource(name, new Uri(parsed.GetValue(modelEndpoint)!), Variable(ModelKeyVariable))
                : null,
            Target = parsed.GetValue(submitFile) is { } file
                ? new ProposalTarget.Lines(file)
                : new ProposalTarget.Address(new Uri(parsed.GetValue(submitUrl)!)),
            Concurrency = parsed.GetValue(concurrency) ?? 8,
            Worker = parsed.GetValue(worker) ?? WorkerName.Of(Environment.MachineName, teamId, source),
            Cluster = Cluster(parsed),
            Wait = TimeSpan.FromSeconds(parsed.GetValue(wait) ?? 60),
        };
    }

    private ClusterSettings Cluster(ParseResult parsed)
    {
        var named = new ClusterSettings { ConnectionString = Database(parsed)!, Secret = Variable(SecretVariable) ?? "", ClusterTls = Tls() };
        return named with
        {
            ClusterId = parsed.GetValue(clusterId) ?? named.ClusterId,
            ServiceId = parsed.GetValue(serviceId) ?? named.ServiceId,
        };
    }

    private ClusterTlsSettings Tls() => new()
    {
        Certificate = Variable(TlsVariables + nameof(ClusterTlsSettings.Certificate)) ?? "",
        Key = Variable(TlsVariables + nameof(ClusterTlsSettings.Key)) ?? "",
        Authority = Variable(TlsVariables + nameof(ClusterTlsSettings.Authority)) ?? "",
    };

    private FeedSource Feed(ParseResult parsed) =>
        parsed.GetValue(feed) is { } file ? file == "-" ? new FeedSource.StandardInput() : new FeedSource.Lines(file)
        : parsed.GetValue(folder) is { } directory ? new FeedSource.Folder(directory)
        : new FeedSource.Address(new Uri(parsed.GetValue(url)!));

    private string? Database(ParseResult parsed) => parsed.GetValue(database) ?? Variable(DatabaseVariable);

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    private static Option<int?> Number(string name, string helpName, int least, int most, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            {
                result.AddError($"{name} {text}: must be a whole number from {least} to {most}.");
            }

            return number;
        },
    };
}
