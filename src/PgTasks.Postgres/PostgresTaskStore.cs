using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres;

/// <summary>The store of tasks in a schema of a database: opens, hands out its parts, closes.</summary>
internal sealed class PostgresTaskStore : TaskStore
{
    private const string DefaultSchema = "pgtasks";
    private PostgresConnections _connections = null!;
    private PostgresSchema _schema = null!;

    /// <inheritdoc/>
    public override IReadOnlyList<Completion> GetServices() => ServiceFile.GetNames(ClientEnvironment.OfProcess);

    /// <inheritdoc/>
    public override async Task<ServerFacts> OpenAsync(
        ConnectionRequest request, StoreCaller caller, CancellationToken stop)
    {
        // Elsewhere, as it reads files: Ctrl+C shall end the wait for one that never comes.
        ResolvedSettings settings = await Task.Run(
            () => ConnectionSettings.Resolve(
                request,
                note => caller.OnNotice(new StoreNotice(NoticeLevel.Verbose, note)),
                warn: warning => caller.OnNotice(new StoreNotice(NoticeLevel.Warning, warning))),
            stop).WaitAsync(stop);
        SqlName schema = SqlName.OfSchema(request.Schema ?? DefaultSchema);
        _connections = new PostgresConnections(settings);
        string actor = request.ActAs ?? settings.Builder.Username!;
        Tasks = new PostgresTasks(_connections, schema, actor);
        Work = new PostgresWork(_connections, schema, actor);
        Notes = new PostgresNotes(_connections, schema, actor);
        Reports = new PostgresReports(_connections, schema);
        Upkeep = new PostgresUpkeep(_connections, schema, actor);
        Notifications = new PostgresNotifications(_connections);
        Changes = new PostgresChanges(_connections, schema, actor);
        Sql = new PostgresSql(_connections);
        Files = new PostgresFiles(_connections, schema, actor);
        Completions = new PostgresCompletions(_connections, schema);
        Schema = _schema = new PostgresSchema(_connections, schema);
        try
        {
            return await ConnectAsync(settings, request.ActAs, caller, stop);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreTransaction> BeginAsync(
        TransactionOptions options, StoreCaller caller, CancellationToken stop) =>
        await PostgresTransaction.BeginAsync(caller, _connections, options, stop);

    /// <inheritdoc/>
    public override PgTaskPool GetPool() => _connections.GetPool();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _connections?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<ServerFacts> ConnectAsync(
        ResolvedSettings settings, string? actAs, StoreCaller caller, CancellationToken stop)
    {
        // Held together and given back together, so that the pool keeps as many as its minimum.
        NpgsqlConnection[] connections = await Task.WhenAll(
            Enumerable.Range(0, Math.Max(1, settings.Builder.MinPoolSize))
                .Select(_ => _connections.RentAsync(caller, stop)));
        try
        {
            NpgsqlConnection first = connections[0];
            await _schema.RefuseNewerAsync(first, stop);
            return new ServerFacts(
                first.Host!, first.Port, first.Database, first.UserName!, first.PostgreSqlVersion, first.ServerVersion,
                _schema.Name, actAs, IsReadOnly(first), settings.Settings);
        }
        finally
        {
            foreach (NpgsqlConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    // What the server has reported by itself.
    private static bool IsReadOnly(NpgsqlConnection connection) =>
        connection.PostgresParameters.GetValueOrDefault("default_transaction_read_only") == "on"
        || connection.PostgresParameters.GetValueOrDefault("in_hot_standby") == "on";
}
