using Microsoft.Extensions.Options;
using Npgsql;

namespace Purser.Gateway.Cluster;

/// <summary>Which cluster the gateway is a client of, and how patient it is with it.</summary>
internal sealed class ClusterSettings
{
    /// <summary>The cluster's name; default <c>purser</c>, as the silo's.</summary>
    public string ClusterId { get; set; } = "purser";

    /// <summary>The service's name; default <c>purser</c>, as the silo's.</summary>
    public string ServiceId { get; set; } = "purser";

    /// <summary>PostgreSQL, where the silos announce themselves; from <c>ConnectionStrings:Purser</c>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How long a call may take before its outcome is unknown (503). Default 10 s: many times what a commit takes
    /// when all is well, and short enough that a caller's own timeout is not the first to fire.
    /// </summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the list of silos is read again. Default 2 s (Orleans: a minute), so that a restarted silo is
    /// found in seconds; it is one small query.
    /// </summary>
    public TimeSpan SiloListRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause between attempts to reach a cluster that is not there yet. Default 500 ms.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The connection string for Orleans' own tables: their schema, and a pool as small as the need.</summary>
    public string OrleansConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        SearchPath = "orleans",
        MaxPoolSize = 2,
        Timeout = 5,
        CommandTimeout = 5,
        ApplicationName = "purser-gateway",
    }.ConnectionString;

    internal sealed class Validator : IValidateOptions<ClusterSettings>
    {
        public ValidateOptionsResult Validate(string? name, ClusterSettings options)
        {
            var failures = new List<string>();
            Check(!string.IsNullOrWhiteSpace(options.ClusterId), "Purser:ClusterId is empty; it must name the cluster, e.g. purser.");
            Check(!string.IsNullOrWhiteSpace(options.ServiceId), "Purser:ServiceId is empty; it must name the service, e.g. purser.");
            Between(options.ResponseTimeout, "ResponseTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            Between(options.SiloListRefresh, "SiloListRefresh", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
            Between(options.RetryPause, "RetryPause", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
            CheckConnectionString(options.ConnectionString);
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

            void Check(bool holds, string failure)
            {
                if (!holds)
                {
                    failures.Add(failure);
                }
            }

            void Between(TimeSpan value, string key, TimeSpan least, TimeSpan most) => Check(
                value >= least && value <= most,
                $"Purser:{key} is {value}; it must be between {least} and {most}.");

            void CheckConnectionString(string text)
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    failures.Add("ConnectionStrings:Purser is missing; it must be an Npgsql connection string, "
                        + "e.g. Host=127.0.0.1;Database=purser;Username=purser.");
                    return;
                }

                try
                {
                    _ = new NpgsqlConnectionStringBuilder(text);
                }
                catch (ArgumentException exception)
                {
                    // The text itself may hold a password: never repeat it.
                    failures.Add($"ConnectionStrings:Purser is not an Npgsql connection string: {exception.Message}");
                }
            }
        }
    }
}
