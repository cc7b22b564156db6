using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres;

/// <summary>The store of tasks in the schema pgtasks of a database.</summary>
internal sealed partial class PostgresTaskStore : TaskStore
{
    private NpgsqlDataSource _source = null!;

    /// <inheritdoc/>
    public override async Task<ServerFacts> OpenAsync(
        ConnectionRequest request, StoreCaller caller, CancellationToken stop)
    {
        ResolvedSettings settings = ConnectionSettings.Resolve(request, caller.OnNotice);
        _source = DataSources.Create(settings);
        try
        {
            return await ConnectAsync(settings, caller, stop);
        }
        catch
        {
            await _source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop)
    {
        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        return await SchemaMigrations.ApplyAsync(connection, stop);
    }

    /// <inheritdoc/>
    public override async Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop)
    {
        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        int version = await SchemaMigrations.GetVersionAsync(connection, stop);
        SchemaMigrations.RefuseNewer(version);
        return new StoreChange(version, SchemaMigrations.Newest);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<ServerFacts> ConnectAsync(
        ResolvedSettings settings, StoreCaller caller, CancellationToken stop)
    {
        // Held together and given back together, so that the pool keeps as many as its minimum.
        NpgsqlConnection[] connections = await Task.WhenAll(
            Enumerable.Range(0, Math.Max(1, settings.Builder.MinPoolSize)).Select(_ => RentAsync(caller, stop)));
        try
        {
            NpgsqlConnection first = connections[0];
            await RefuseNewerStoreAsync(first, stop);
            return new ServerFacts(
                first.Host!, first.Port, first.Database, first.UserName!, first.PostgreSqlVersion, first.ServerVersion,
                settings.Settings);
        }
        finally
        {
            foreach (NpgsqlConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static async Task RefuseNewerStoreAsync(NpgsqlConnection connection, CancellationToken stop)
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

    private async Task<NpgsqlConnection> RentAsync(StoreCaller caller, CancellationToken stop)
    {
        NpgsqlConnection connection = _source.CreateConnection();
        try
        {
            connection.Notice += (_, notice) =>
                caller.OnNotice($"{notice.Notice.Severity}: {notice.Notice.MessageText}");
            await connection.OpenAsync(stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
