using Npgsql;
using Purser.Hosting;

namespace Purser.Schema;

/// <summary>
/// What processes may do in the database when they do not sign in as its owner. Silos have the rights of <c>purser_silo</c>: they add
/// to the ledger and to the audit log, and can neither change nor remove what is in them. Gateways and workers have those of <c>purser_client</c>: they see
/// where the silos are, and nothing else.
/// </summary>
/// <remarks>Neither can sign in; a deployment grants them to users of its own.</remarks>
public static class DatabaseRoles
{
    /// <summary>Several databases of a server may be migrated at once, and roles are the server's.</summary>
    private const string Creation = """
        do $$
        declare role text;
        begin
          foreach role in array array['purser_silo', 'purser_client'] loop
            begin
              if not exists (select from pg_roles where rolname = role) then
                execute format('create role %I nologin', role);
              end if;
            exception when duplicate_object or unique_violation then
            end;
          end loop;
        end $$
        """;

    /// <summary>
    /// With each migration, for what it has made. Parts of a table are reached through it alone, so that what holds for the ledger
    /// holds for them. Taken and given in one transaction: silos that run notice nothing.
    /// </summary>
    private const string Grants = """
        do $$
        declare relation text;
        begin
          if exists (select from pg_roles where rolname = 'purser_silo') then
            revoke all on all tables in schema purser, orleans from purser_silo;
            grant usage on schema purser, orleans to purser_silo;
            grant usage on all sequences in schema purser, orleans to purser_silo;
            if to_regproc('purser.take_names_out') is not null then
              grant execute on function purser.take_names_out to purser_silo;
            end if;

            for relation in
              select format('%I.%I', relnamespace::regnamespace, relname) from pg_class
              where relnamespace in ('purser'::regnamespace, 'orleans'::regnamespace) and relkind in ('r', 'p') and not relispartition
            loop
              execute format('grant %s on %s to purser_silo', case relation
                when 'purser.ledger' then 'select, insert'
                when 'purser.audit_log' then 'select, insert'
                when 'purser.schema_versions' then 'select'
                when 'orleans.orleansquery' then 'select'
                else 'select, insert, update, delete' end, relation);
            end loop;
          end if;

          if exists (select from pg_roles where rolname = 'purser_client') then
            revoke all on all tables in schema purser, orleans from purser_client;
            grant usage on schema orleans to purser_client;
            grant select on orleans.membership, orleans.membership_version, orleans.orleansquery to purser_client;
          end if;
        end $$
        """;

    /// <summary>Makes those that are missing; the migration that follows gives them what they need.</summary>
    /// <exception cref="StartRefusedException">This user may not make roles.</exception>
    public static async Task CreateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        try
        {
            await ExecuteAsync(connection, Creation, cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartRefusedException(
                "Purser:Database:CreateRoles is true, and this user of the database may not make roles. Let one who may run "
                + "`create role purser_silo; create role purser_client`, and migrate without it: what they need is granted all the same.");
        }
    }

    /// <summary>Gives those that there are what they need, and takes what they do not.</summary>
    internal static Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, Grants, cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
