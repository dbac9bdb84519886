using Purser.AutoBid.Worker.Cli;
using Purser.Hosting;

namespace Purser.AutoBid.Worker.Tests.Cli;

public sealed class WorkerCommandTests
{
    private const string Good = "--team acme --feed - --profile p.json --submit-file out.ndjson --database Host=db";
    private const string NoId = "must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -, not dots alone.";
    private const string OneFeed = "Give exactly one of --feed, --folder, --url: jobs come from one place.";
    private const string OneTarget = "Give exactly one of --submit-url, --submit-file: proposals go to one place.";

    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private WorkerOptions? options;

    [Fact]
    public async Task What_is_not_said_has_its_default()
    {
        await RunAsync(Good);

        Assert.Empty(options!.MemberIds);
        Assert.Equal(
            new WorkerOptions
            {
                TeamId = TeamId.Parse("acme"),
                MemberIds = options.MemberIds,
                Feed = new FeedSource.StandardInput(),
                ProfileFile = "p.json",
                Target = new ProposalTarget.Lines("out.ndjson"),
                Concurrency = 8,
                Worker = WorkerName.Of(Environment.MachineName, TeamId.Parse("acme"), new FeedSource.StandardInput()),
                Cluster = new ClusterSettings { ConnectionString = "Host=db" },
                Wait = TimeSpan.FromSeconds(60),
            },
            options);
    }

    [Fact]
    public async Task Every_option_arrives()
    {
        environment["PURSER_MODEL_KEY"] = "sk-1";
        await RunAsync("--team acme --member olga --member ben --member olga --url https://jobs.example/list --follow --interval 300 "
            + "--profile p.json --model llama3 --model-endpoint http://localhost:11434/v1 --submit-url http://localhost:9000/bids "
            + "--concurrency 2 --worker w1 --database Host=db --cluster-id c --service-id s --wait 0");

        Assert.Equal([MemberId.Parse("olga"), MemberId.Parse("ben")], options!.MemberIds);
        Assert.Equal(
            new WorkerOptions
            {
                TeamId = TeamId.Parse("acme"),
                MemberIds = options.MemberIds,
                Feed = new FeedSource.Address(new Uri("https://jobs.example/list")),
                Follow = TimeSpan.FromSeconds(300),
                ProfileFile = "p.json",
                Model = new ModelSource("llama3", new Uri("http://localhost:11434/v1"), "sk-1"),
                Target = new ProposalTarget.Address(new Uri("http://localhost:9000/bids")),
                Concurrency = 2,
                Worker = "w1",
                Cluster = new ClusterSettings { ConnectionString = "Host=db", ClusterId = "c", ServiceId = "s" },
                Wait = TimeSpan.Zero,
            },
            options);
    }

    [Fact]
    public async Task The_secret_comes_from_the_environment()
    {
        environment["Purser__ClusterSecrets__Worker"] = "a-secret-of-forty-characters-0123456789ab";
        await RunAsync(Good);

        Assert.Equal("a-secret-of-forty-characters-0123456789ab", options!.Cluster.Secret);
    }

    [Fact]
    public async Task The_database_may_come_from_the_environment()
    {
        environment["ConnectionStrings__Purser"] = "Host=there";
        await RunAsync(Good.Replace(" --database Host=db", ""));

        Assert.Equal("Host=there", options!.Cluster.ConnectionString);
    }

    [Theory]
    [InlineData("--feed - --profile p --submit-file o --database Host=db", "--team is missing: say whose Auto Bid to run, e.g. --team acme.")]
    [InlineData("--team a/b --feed - --profile p --submit-file o --database Host=db", "--team a/b: " + NoId)]
    [InlineData("--team a --member b/c --feed - --profile p --submit-file o --database Host=db", "--member b/c: " + NoId)]
    [InlineData("--team a --worker w/1 --feed - --profile p --submit-file o --database Host=db", "--worker w/1: " + NoId)]
    [InlineData("--team a --profile p --submit-file o --database Host=db", OneFeed)]
    [InlineData("--team a --feed - --url http://a --profile p --submit-file o --database Host=db", OneFeed)]
    [InlineData("--team a --feed - --folder / --profile p --submit-file o --database Host=db", OneFeed)]
    [InlineData("--team a --feed /no/such --profile p --submit-file o --database Host=db", "--feed /no/such: there is no such file.")]
    [InlineData("--team a --folder /no/such --profile p --submit-file o --database Host=db", "--folder /no/such: there is no such folder.")]
    [InlineData("--team a --url jobs --profile p --submit-file o --database Host=db", "--url jobs: must be an address such as https://example.com/jobs.")]
    [InlineData("--team a --url ftp://a/b --profile p --submit-file o --database Host=db", "--url ftp://a/b: must be an address such as https://example.com/jobs.")]
    [InlineData(Good + " --follow", "--follow goes with --folder or --url; --feed is read once, to its end.")]
    [InlineData(Good + " --interval 5", "--interval says how often --follow looks: add --follow, or leave it out.")]
    [InlineData("--team a --feed - --submit-file o --database Host=db", "--profile is missing: name a JSON file with the members' skills and keywords.")]
    [InlineData(Good + " --model m", "--model and --model-endpoint go together: give both, or neither to match by keywords.")]
    [InlineData(Good + " --model-endpoint http://m", "--model and --model-endpoint go together: give both, or neither to match by keywords.")]
    [InlineData(Good + " --model m --model-endpoint m", "--model-endpoint m: must be an address such as https://example.com/jobs.")]
    [InlineData("--team a --feed - --profile p --database Host=db", OneTarget)]
    [InlineData(Good + " --submit-url http://a", OneTarget)]
    [InlineData("--team a --feed - --profile p --submit-url a --database Host=db", "--submit-url a: must be an address such as https://example.com/jobs.")]
    [InlineData("--team a --feed - --profile p --submit-file o", "The database is missing: give --database, or set ConnectionStrings__Purser, e.g. to \"Host=127.0.0.1;Database=purser;Username=purser\".")]
    [InlineData("--team a --feed - --profile p --submit-file o --database secret", "--database cannot be read (Format of the initialization string does not conform to specification starting at index 0.): it must be an Npgsql connection string, such as Host=127.0.0.1;Database=purser;Username=purser.")]
    [InlineData("--team a --feed - --profile p --submit-file o --database Host=one,two", "--database names several hosts and not which of them is to be used: add Target Session Attributes=primary, or a standby may be asked.")]
    [InlineData(Good + " --concurrency 0", "--concurrency 0: must be a whole number from 1 to 256.")]
    [InlineData(Good + " --wait -1", "--wait -1: must be a whole number from 0 to 86400.")]
    [InlineData(Good + " --follow --interval 0", "--interval 0: must be a whole number from 1 to 86400.")]
    [InlineData(Good + " --nope", "Unrecognized command or argument '--nope'.")]
    [InlineData(Good + " --cluster-id", "Required argument missing for option: '--cluster-id'.")]
    public void A_wrong_option_is_named_with_what_to_do(string commandLine, string complaint)
    {
        var command = Command();

        Assert.Equal([complaint], command.Complaints(command.Root.Parse(commandLine.Split(' '))));
    }

    [Fact]
    public void A_blank_value_is_named()
    {
        var command = Command();

        Assert.Equal(
            ["--service-id is empty: give it a value, or leave it out."],
            command.Complaints(command.Root.Parse([.. Good.Split(' '), "--service-id", " "])));
    }

    [Fact]
    public void Everything_that_is_missing_is_said_at_once()
    {
        var command = Command();

        Assert.Equal(5, command.Complaints(command.Root.Parse([])).Count);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    public void Who_asks_for_help_needs_no_options(string option)
    {
        var command = Command();

        Assert.Empty(command.Complaints(command.Root.Parse([option])));
    }

    [Fact]
    public void A_workers_name_lasts_and_differs_by_team_and_feed()
    {
        var name = WorkerName.Of("my host.example", TeamId.Parse("acme"), new FeedSource.Folder("inbox"));

        Assert.Equal(name, WorkerName.Of("my host.example", TeamId.Parse("acme"), new FeedSource.Folder(Path.GetFullPath("inbox"))));
        Assert.NotEqual(name, WorkerName.Of("my host.example", TeamId.Parse("other"), new FeedSource.Folder("inbox")));
        Assert.NotEqual(name, WorkerName.Of("my host.example", TeamId.Parse("acme"), new FeedSource.Folder("outbox")));
        Assert.True(IdRule.Holds(name));
        Assert.True(IdRule.Holds(WorkerName.Of(new string('é', 100), TeamId.Parse("acme"), new FeedSource.StandardInput())));
    }

    private WorkerCommand Command() => new(
        (given, _) =>
        {
            options = given;
            return Task.FromResult(0);
        },
        environment.GetValueOrDefault);

    private async Task RunAsync(string commandLine)
    {
        var command = Command();
        var parsed = command.Root.Parse(commandLine.Split(' '));
        Assert.Empty(command.Complaints(parsed));
        await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
    }
}
