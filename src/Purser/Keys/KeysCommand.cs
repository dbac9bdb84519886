using System.CommandLine;
using System.Text.Json;
using Purser.Access;
using Purser.Hosting;

namespace Purser.Keys;

/// <summary><c>purser keys</c>: makes, lists, rotates and revokes keys of the API, through the API.</summary>
internal sealed class KeysCommand
{
    /// <summary>What the command line begins with.</summary>
    public const string Name = "keys";

    /// <summary>Where the operator's key is read from. Not an option: a command line is seen by everybody on the machine.</summary>
    public const string KeyVariable = "PURSER_KEY";

    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const int SecondsOfADay = 86_400;

    private static readonly string[] Scopes = Array.ConvertAll(Enum.GetNames<ApiKeyScope>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private readonly Option<string> url = new("--url")
    {
        Description = "a gateway's address", HelpName = "URL", DefaultValueFactory = _ => DefaultUrl, Recursive = true,
    };

    private readonly Option<string?> keyFile = new("--key-file")
    {
        Description = $"a file that holds an operator's key (default: the variable {KeyVariable})", HelpName = "FILE", Recursive = true,
    };

    private readonly Func<string, string?> environment;
    private readonly TextWriter said;
    private readonly TextWriter told;

    /// <param name="environment">Looks a variable of the environment up.</param>
    /// <param name="said">What was asked for: a list, or a secret alone, to be piped on.</param>
    /// <param name="told">What else there is to say.</param>
    public KeysCommand(Func<string, string?> environment, TextWriter said, TextWriter told)
    {
        (this.environment, this.said, this.told) = (environment, said, told);
        Root = new RootCommand("Keys of Purser's API: who may call what. Secrets go to standard output alone, so that they can be piped into a vault.")
        {
            url, keyFile, Create(), List(), Rotate(), Revoke(),
        };
    }

    public RootCommand Root { get; }

    /// <summary>How long a gateway is waited for: longer than it waits for the cluster itself.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs it for this process.</summary>
    /// <param name="args">What follows <c>keys</c>.</param>
    public static Task<int> RunAsync(string[] args) =>
        new KeysCommand(Environment.GetEnvironmentVariable, Console.Out, Console.Error).Root.Parse(args).InvokeAsync();

    private Command Create()
    {
        var name = new Option<string>("--name") { Description = "who or what holds it", HelpName = "NAME", Required = true };
        var scope = new Option<string>("--scope") { Description = "what it is good for", Required = true };
        scope.AcceptOnlyFromAmong(Scopes);
        var team = new Option<string?>("--team") { Description = "the only team that it is good for", HelpName = "TEAM" };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "from when on it is good for nothing, e.g. 2027-01-01T00:00:00Z (default: never)", HelpName = "TIME",
        };
        return Doing(new Command("create", "makes a key and says its secret, once") { name, scope, team, expires }, (keys, parsed) => keys.CreateAsync(
            parsed.GetRequiredValue(name), parsed.GetRequiredValue(scope), parsed.GetValue(team), parsed.GetValue(expires)));
    }

    private Command List()
    {
        var team = new Option<string?>("--team") { Description = "only a team's", HelpName = "TEAM" };
        return Doing(
            new Command("list", "lists keys, the newest first, without their secrets") { team },
            (keys, parsed) => keys.ListAsync(parsed.GetValue(team)));
    }

    private Command Rotate()
    {
        var id = new Argument<string>("KEY_ID");
        var overlap = new Option<int>("--overlap")
        {
            Description = "how many seconds the secret before goes on working", HelpName = "SECONDS", DefaultValueFactory = _ => SecondsOfADay,
        };
        return Doing(
            new Command("rotate", "gives a key another secret and says it, once") { id, overlap },
            (keys, parsed) => keys.RotateAsync(parsed.GetRequiredValue(id), parsed.GetValue(overlap)));
    }

    private Command Revoke()
    {
        var id = new Argument<string>("KEY_ID");
        return Doing(
            new Command("revoke", "makes a key good for nothing, everywhere, within a second") { id },
            (keys, parsed) => keys.RevokeAsync(parsed.GetRequiredValue(id)));
    }

    private Command Doing(Command command, Func<RemoteKeys, ParseResult, Task> run)
    {
        command.SetAction((parsed, cancellation) => RunAsync(parsed, run, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<RemoteKeys, ParseResult, Task> run, CancellationToken cancellation)
    {
        if (!Uri.TryCreate($"{parsed.GetRequiredValue(url).TrimEnd('/')}/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return await FailAsync(ExitCode.BadOptions, $"--url is '{parsed.GetRequiredValue(url)}'; it must be a gateway's address, such as {DefaultUrl}.");
        }

        try
        {
            var file = parsed.GetValue(keyFile);
            var key = (file is null ? environment(KeyVariable) : await File.ReadAllTextAsync(file, cancellation))?.Trim();
            if (string.IsNullOrEmpty(key))
            {
                return await FailAsync(ExitCode.BadOptions, $"There is no key: set {KeyVariable}, or name a file with --key-file. It must be an operator's.");
            }

            using var client = new HttpClient { BaseAddress = address, Timeout = Patience };
            await run(new RemoteKeys(client, key, said, told, cancellation), parsed);
            return ExitCode.Done;
        }
        catch (KeysRefusedException refused)
        {
            return await FailAsync(ExitCode.Refused, refused.Message);
        }
        catch (HttpRequestException away)
        {
            return await FailAsync(ExitCode.NoCluster, $"{address} cannot be reached: {away.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await FailAsync(ExitCode.NoCluster, $"{address} did not answer within {Patience.TotalSeconds:0.##} s. Whether anything was changed is not known; `purser keys list` tells.");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(ExitCode.BadOptions, unread.Message);
        }
    }

    private async Task<int> FailAsync(int exitCode, string reason)
    {
        await told.WriteLineAsync(reason);
        return exitCode;
    }
}
