using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Creates the schema, brings it up to date and knows its version.</summary>
internal sealed class PostgresSchema(PostgresConnections connections, SqlName schema) : SchemaOperations
{
    private readonly SchemaMigrations _migrations = new(SchemaMigration.Embedded, schema);

    /// <inheritdoc/>
    public override string Name => schema.Name;

    /// <inheritdoc/>
    public override SchemaOperations In(string name) => new PostgresSchema(connections, SqlName.OfSchema(name));

    /// <inheritdoc/>
    public override async Task<StoreChange> InitializeAsync(
        StoreCaller caller, CancellationToken stop, bool distribute = false)
    {
        using BoundedStop bound = new(stop);
        // Always transactions of its own: what other sessions wait for shall not hang on a user's.
        return await bound.WaitAsync(_migrations.ApplyAsync(
            token => connections.RentAsync(caller, token), bound.Token, distribute: distribute));
    }

    /// <inheritdoc/>
    public override async Task<bool> IsDistributedAsync(StoreCaller caller, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        return await bound.WaitAsync(ReadAsync());

        async Task<bool> ReadAsync()
        {
            await using NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
            return await Distribution.IsDoneAsync(connection, schema, bound.Token)
                ?? throw StoreErrors.CitusNotInstalled(connection.Database);
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        int version = await bound.WaitAsync(ReadAsync());
        return new StoreChange(version, Math.Max(version, _migrations.Newest));

        async Task<int> ReadAsync()
        {
            await using NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
            return await _migrations.GetVersionAsync(connection, bound.Token);
        }
    }

    /// <summary>Refuses a store that this module cannot work on, where the role may see that.</summary>
    /// <exception cref="PgTaskException">StoreTooNew.</exception>
    public async Task RefuseNewerAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            await _migrations.GetVersionAsync(connection, stop);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A role without rights on the store may connect; its first cmdlet says what it lacks.
        }
    }
}
