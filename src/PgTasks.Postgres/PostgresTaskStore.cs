using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres;

/// <summary>The store of tasks in the schema pgtasks of a database.</summary>
internal sealed partial class PostgresTaskStore : TaskStore
{
    private static int s_lastPool;
    private NpgsqlDataSource _source = null!;
    private PoolMeter _meter = null!;
    private bool _cleans;

    /// <inheritdoc/>
    public override async Task<ServerFacts> OpenAsync(
        ConnectionRequest request, StoreCaller caller, CancellationToken stop)
    {
        ResolvedSettings settings = ConnectionSettings.Resolve(request, caller.OnNotice);
        string pool = $"PgTasks{Interlocked.Increment(ref s_lastPool)}";
        _meter = new PoolMeter(pool, settings.Builder);
        _source = DataSources.Create(settings, pool);
        _cleans = !settings.Builder.NoResetOnClose;
        try
        {
            return await ConnectAsync(settings, caller, stop);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop)
    {
        // Always a transaction of its own: what other sessions wait for shall not hang on a user's.
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
    public override async Task<StoreTransaction> BeginAsync(
        TransactionOptions options, StoreCaller caller, CancellationToken stop) =>
        await PostgresTransaction.BeginAsync(
            await RentAsync(stop), connection => GiveBack(connection), options, stop);

    /// <inheritdoc/>
    public override PgTaskPool GetPool()
    {
        WaitUntilCleanAsync().GetAwaiter().GetResult();
        return _meter.Read();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _meter?.Dispose();
        if (_source is not null)
        {
            await WaitUntilCleanAsync();
            await _source.DisposeAsync();
        }
    }

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

    /// <summary>A server's notice as a line.</summary>
    public static string Describe(PostgresNotice notice) => $"{notice.Severity}: {notice.MessageText}";
}
