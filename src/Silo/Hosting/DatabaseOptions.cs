using Purser.Hosting;

namespace Purser.Silo;

internal sealed class DatabaseOptions
{
    /// <summary>The Npgsql connection string of the database. No default: a guess could be somebody else's data.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Whether a silo that starts migrates the database. No by default: a rolling upgrade would migrate under silos that run, at a
    /// moment that nobody chose. <c>purser migrate</c> does it when asked.
    /// </summary>
    public bool Migrate { get; set; }

    /// <summary>
    /// Whether a migration makes the roles <c>purser_silo</c> and <c>purser_client</c> where they are missing. No by default: roles are
    /// the server's, not the database's. Those that there are get what they need in any case.
    /// </summary>
    public bool CreateRoles { get; set; }

    /// <summary>What is wrong with it; empty when nothing is.</summary>
    public IEnumerable<string> Errors() => DatabaseAddress.Errors(ConnectionString);
}
