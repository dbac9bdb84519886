namespace Purser.Local.Tests;

public sealed class RunCommandTests
{
    private RunOptions? options;

    [Fact]
    public async Task Without_options_it_runs_one_silo_and_the_demo_on_the_documented_ports()
    {
        await RunAsync();

        Assert.Equal(
            new RunOptions { Data = ".data", Port = 8080, SiloPort = 8081, Silos = 1, Demo = true }, options);
    }

    [Fact]
    public async Task Every_option_arrives()
    {
        await RunAsync(
            "--port", "9000", "--silo-port", "9001", "--data", "/tmp/d", "--silos", "3", "--no-demo",
            "--api-key", "purser_0123456789", "--postgres", "Host=db;Username=u;Database=p",
            "--clock-offset", "31.01:02:03", "--stripe-webhook-secret", "whsec_1");

        Assert.Equal(
            new RunOptions
            {
                Data = "/tmp/d",
                Port = 9000,
                SiloPort = 9001,
                Silos = 3,
                Demo = false,
                ApiKey = "purser_0123456789",
                Postgres = "Host=db;Username=u;Database=p",
                ClockOffset = new TimeSpan(31, 1, 2, 3),
                StripeWebhookSecret = "whsec_1",
            },
            options);
    }

    [Theory]
    [InlineData("--port 0", "--port 0: must be a whole number from 1 to 65535.")]
    [InlineData("--port 65536", "--port 65536: must be a whole number from 1 to 65535.")]
    [InlineData("--port -1", "--port -1: must be a whole number from 1 to 65535.")]
    [InlineData("--silo-port x", "--silo-port x: must be a whole number from 1 to 65535.")]
    [InlineData("--port 8081", "--port and --silo-port are both 8081: they must differ.")]
    [InlineData("--silos 0", "--silos 0: must be a whole number from 1 to 16.")]
    [InlineData("--silos 99999999999", "--silos 99999999999: must be a whole number from 1 to 16.")]
    [InlineData("--clock-offset 3d", "--clock-offset 3d: must be D.HH:MM:SS, for example 31.00:00:00 for 31 days ahead.")]
    [InlineData("--clock-offset -1.00:00:00", "--clock-offset -1.00:00:00: must be D.HH:MM:SS, for example 31.00:00:00 for 31 days ahead.")]
    [InlineData("--api-key short", "--api-key short: must be at least 16 printable ASCII characters without spaces.")]
    [InlineData("--postgres db.example", "--postgres db.example: must be an Npgsql connection string such as \"Host=db;Username=u;Database=purser\".")]
    [InlineData("--data", "Required argument missing for option: '--data'.")]
    [InlineData("--nope", "Unrecognized command or argument '--nope'.")]
    [InlineData("--port 1 --port 2", "Option '--port' expects a single argument but 2 were provided.")]
    public void A_bad_option_is_named_with_the_rule_it_breaks(string commandLine, string complaint)
    {
        var command = RunCommand.Create((_, _) => Task.FromResult(0));

        Assert.Equal([complaint], RunCommand.Complaints(command.Parse(commandLine.Split(' '))));
    }

    private async Task RunAsync(params string[] arguments)
    {
        var command = RunCommand.Create((options, _) =>
        {
            this.options = options;
            return Task.FromResult(0);
        });
        var parsed = command.Parse(arguments);
        Assert.Empty(RunCommand.Complaints(parsed));
        await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
    }
}
