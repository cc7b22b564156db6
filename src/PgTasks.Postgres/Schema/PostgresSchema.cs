using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Creates the schema, brings it up to date and knows its version.</summary>
internal sealed class PostgresSchema(PostgresConnections connections) : SchemaOperations
{
    /// <inheritdoc/>
    public override async Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop)
    {
        // Always a transaction of its own: what other sessions wait for shall not hang on a user's.
        await using NpgsqlConnection connection = await connections.RentAsync(caller, stop);
        return await SchemaMigrations.ApplyAsync(connection, stop);
    }

    /// <inheritdoc/>
    public override async Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop)
    {
        await using NpgsqlConnection connection = await connections.RentAsync(caller, stop);
        int version = await SchemaMigrations.GetVersionAsync(connection, stop);
        SchemaMigrations.RefuseNewer(version);
        return new StoreChange(version, SchemaMigrations.Newest);
    }

    /// <summary>Refuses a store that a newer module has made, where the role may see that.</summary>
    /// <exception cref="PgTaskException">StoreTooNew.</exception>
    public static async Task RefuseNewerAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            SchemaMigrations.RefuseNewer(await SchemaMigrations.GetVersionAsync(connection, stop));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A role without rights on the store may connect; its first cmdlet says what it lacks.
        }
    }
}
