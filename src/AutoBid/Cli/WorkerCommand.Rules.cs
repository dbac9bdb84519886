using System.CommandLine;
using Purser.Hosting;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>The rules of the options.</summary>
internal sealed partial class WorkerCommand
{
    private const string UrlRule = "an address such as https://example.com/jobs";

    /// <summary>What is wrong with the command line, a sentence each that says what to do; nothing if it can be run.</summary>
    public IReadOnlyList<string> Complaints(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            return [.. parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal)];
        }

        // Who asks for help or the version has no rules to keep.
        return parsed.Action == Root.Action
            ? [.. AboutWhose(parsed).Concat(AboutFeed(parsed)).Concat(AboutTools(parsed)).Concat(AboutCluster(parsed)).Concat(AboutSecrets())]
            : [];
    }

    private IEnumerable<string> AboutWhose(ParseResult parsed)
    {
        if (parsed.GetValue(team) is not { } teamId)
        {
            yield return "--team is missing: say whose Auto Bid to run, e.g. --team acme.";
        }
        else if (!IdRule.Holds(teamId))
        {
            yield return $"--team {teamId}: must be an id: {IdRule.Words}.";
        }

        foreach (var memberId in parsed.GetValue(members) ?? [])
        {
            if (!IdRule.Holds(memberId))
            {
                yield return $"--member {memberId}: must be an id: {IdRule.Words}.";
            }
        }

        if (parsed.GetValue(worker) is { } name && !IdRule.Holds(name))
        {
            yield return $"--worker {name}: must be an id: {IdRule.Words}.";
        }
    }

    private IEnumerable<string> AboutFeed(ParseResult parsed)
    {
        if (NotExactlyOne(parsed, "jobs come from", feed, folder, url) is { } complaint)
        {
            yield return complaint;
        }

        if (parsed.GetValue(feed) is { } file and not "-" && !File.Exists(file))
        {
            yield return $"--feed {file}: there is no such file.";
        }

        if (parsed.GetValue(folder) is { } directory && !Directory.Exists(directory))
        {
            yield return $"--folder {directory}: there is no such folder.";
        }

        if (BadUrl(parsed, url) is { } badUrl)
        {
            yield return badUrl;
        }

        if (parsed.GetValue(follow) && parsed.GetValue(feed) is not null)
        {
            yield return "--follow goes with --folder or --url; --feed is read once, to its end.";
        }

        if (parsed.GetValue(interval) is not null && !parsed.GetValue(follow))
        {
            yield return "--interval says how often --follow looks: add --follow, or leave it out.";
        }
    }

    private IEnumerable<string> AboutTools(ParseResult parsed)
    {
        if (parsed.GetValue(profile) is null)
        {
            yield return "--profile is missing: name a JSON file with the members' skills and keywords.";
        }

        if (parsed.GetValue(model) is null != parsed.GetValue(modelEndpoint) is null)
        {
            yield return "--model and --model-endpoint go together: give both, or neither to match by keywords.";
        }

        if (BadUrl(parsed, modelEndpoint) is { } badEndpoint)
        {
            yield return badEndpoint;
        }

        if (NotExactlyOne(parsed, "proposals go to", submitUrl, submitFile) is { } complaint)
        {
            yield return complaint;
        }

        if (BadUrl(parsed, submitUrl) is { } badUrl)
        {
            yield return badUrl;
        }
    }

    private IEnumerable<string> AboutCluster(ParseResult parsed)
    {
        // The text itself may hold a password: never repeat it.
        if (Database(parsed) is not { } connection)
        {
            yield return $"The database is missing: give --database, or set {DatabaseVariable}, e.g. to \"Host=127.0.0.1;Database=purser;Username=purser\".";
        }
        else
        {
            foreach (var error in DatabaseAddress.Errors(connection, parsed.GetValue(database) is null ? DatabaseVariable : "--database"))
            {
                yield return error;
            }
        }
    }

    private IEnumerable<string> AboutSecrets() => [.. ClusterSecrets.Errors(SecretVariable, Variable(SecretVariable) ?? ""), .. Tls().Errors(isSilo: false)];

    private static string? NotExactlyOne(ParseResult parsed, string what, params Option<string?>[] options)
    {
        var given = options.Count(option => parsed.GetValue(option) is not null);
        return given == 1 ? null : $"Give exactly one of {string.Join(", ", options.Select(option => option.Name))}: {what} one place.";
    }

    private static string? BadUrl(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            ? null
            : $"{option.Name} {text}: must be {UrlRule}.";

    private static Option<string?> Text(string name, string helpName, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && string.IsNullOrWhiteSpace(token.Value))
            {
                result.AddError($"{name} is empty: give it a value, or leave it out.");
            }
        });
        return option;
    }
}
