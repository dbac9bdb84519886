using Microsoft.Extensions.Options;
using Npgsql;

namespace Purser.Silo;

internal sealed class DatabaseOptions
{
    public const string Key = "ConnectionStrings:Purser";

    /// <summary>The Npgsql connection string of the database. No default: a guess could be somebody else's data.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Whether a silo that starts migrates the database. No by default: a rolling upgrade would migrate under silos that run, at a
    /// moment that nobody chose. <c>purser migrate</c> does it when asked.
    /// </summary>
    public bool Migrate { get; set; }
}

internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    private const string Rule = "it must be an Npgsql connection string, such as Host=127.0.0.1;Database=purser;Username=purser";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail($"{DatabaseOptions.Key} is empty: {Rule}.");
        }

        try
        {
            // The value may hold a password, so the message names what is wrong with it and not the value.
            var parts = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            return string.IsNullOrEmpty(parts.Host)
                ? ValidateOptionsResult.Fail($"{DatabaseOptions.Key} names no Host: {Rule}.")
                : ValidateOptionsResult.Success;
        }
        catch (ArgumentException invalid)
        {
            return ValidateOptionsResult.Fail($"{DatabaseOptions.Key} cannot be read ({invalid.Message}): {Rule}.");
        }
    }
}
