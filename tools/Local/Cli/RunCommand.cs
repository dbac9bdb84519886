using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Npgsql;

namespace Purser.Local;

/// <summary>The options of <c>./run</c>, their defaults and their rules.</summary>
internal static class RunCommand
{
    private const int LastPort = 65535;
    private const int MostSilos = 16;
    private const int ShortestKey = 16;

    private static readonly Option<int> Port = Number("--port", "PORT", 1, LastPort, 8080, "the gateway's HTTP port");

    private static readonly Option<int> SiloPort = Number(
        "--silo-port", "PORT", 1, LastPort, 8081, "the first silo's HTTP port: dashboard, health, metrics");

    private static readonly Option<string> Data = new("--data")
    {
        Description = "where the database, the keys and the logs are kept",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".data",
    };

    private static readonly Option<int> Silos = Number("--silos", "N", 1, MostSilos, 1, "how many silos");

    private static readonly Option<bool> Separate = new("--separate")
    {
        Description = "the gateway in a process of its own, instead of one in every silo's",
    };

    private static readonly Option<bool> NoDemo = new("--no-demo") { Description = "no demo team" };

    private static readonly Option<string?> ApiKey = new("--api-key")
    {
        Description = "the operator's API key, instead of the one generated at the first start",
        HelpName = "KEY",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "an Npgsql connection string: use this database, start none",
        HelpName = "CONNECTION",
    };

    private static readonly Option<TimeSpan?> ClockOffset = new("--clock-offset")
    {
        Description = "the cluster's clock runs that far ahead (for development)",
        HelpName = "D.HH:MM:SS",
        CustomParser = ParseClockOffset,
    };

    private static readonly Option<string?> StripeWebhookSecret = new("--stripe-webhook-secret")
    {
        Description = "the secret that Stripe signs its webhooks with",
        HelpName = "SECRET",
    };

    static RunCommand()
    {
        Data.Validators.Add(result => Require(result, Data, data => data.Trim().Length > 0, "a folder"));
        ApiKey.Validators.Add(result => Require(
            result,
            ApiKey,
            key => key?.Length >= ShortestKey && key.All(character => character is > ' ' and <= '~'),
            $"at least {ShortestKey} printable ASCII characters without spaces"));
        StripeWebhookSecret.Validators.Add(result => Require(
            result, StripeWebhookSecret, secret => secret?.Trim().Length > 0, "a secret"));
        Postgres.Validators.Add(result => Require(
            result, Postgres, IsConnectionString, "an Npgsql connection string such as \"Host=db;Username=u;Database=purser\""));
    }

    public static RootCommand Create(Func<RunOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Starts Purser on this machine: PostgreSQL, silos, the gateway, a demo team.")
        {
            Port, SiloPort, Data, Silos, Separate, NoDemo, ApiKey, Postgres, ClockOffset, StripeWebhookSecret,
        };
        command.SetAction((parsed, cancellation) => run(Read(parsed), cancellation));
        return command;
    }

    /// <summary>What is wrong with the command line, in words; nothing if it can be run.</summary>
    public static IReadOnlyList<string> Complaints(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            return [.. parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal)];
        }

        // A rule about two options: only here have both their values, given or default.
        return parsed.GetValue(Port) == parsed.GetValue(SiloPort)
            ? [$"--port and --silo-port are both {parsed.GetValue(Port)}: they must differ."]
            : [];
    }

    private static RunOptions Read(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(Data)!,
        Port = parsed.GetValue(Port),
        SiloPort = parsed.GetValue(SiloPort),
        Silos = parsed.GetValue(Silos),
        Separate = parsed.GetValue(Separate),
        Demo = !parsed.GetValue(NoDemo),
        ApiKey = parsed.GetValue(ApiKey),
        Postgres = parsed.GetValue(Postgres),
        ClockOffset = parsed.GetValue(ClockOffset),
        StripeWebhookSecret = parsed.GetValue(StripeWebhookSecret),
    };

    private static Option<int> Number(
        string name, string helpName, int least, int most, int defaultValue, string description) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number < least || number > most)
                {
                    result.AddError($"{name} {text}: must be a whole number from {least} to {most}.");
                }

                return number;
            },
        };

    private static void Require<T>(OptionResult result, Option<T> option, Func<T, bool> rule, string wanted)
    {
        // A missing value has its error already.
        if (result.Tokens.Count > 0 && result.GetValue(option) is { } value && !rule(value))
        {
            result.AddError($"{option.Name} {result.Tokens[0].Value}: must be {wanted}.");
        }
    }

    private static TimeSpan? ParseClockOffset(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TimeSpan.TryParseExact(text, [@"d\.hh\:mm\:ss", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out var offset))
        {
            return offset;
        }

        result.AddError($"--clock-offset {text}: must be D.HH:MM:SS, for example 31.00:00:00 for 31 days ahead.");
        return null;
    }

    private static bool IsConnectionString(string? text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
