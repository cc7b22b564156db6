using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class SchemaTests(TestServer server)
{
    private static readonly StoreCaller s_caller = new(_ => { });
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Twenty_at_once_on_an_empty_database_leave_one_schema()
    {
        string database = await server.CreateDatabaseAsync();
        PostgresTaskStore[] stores = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync(database)));
        StoreChange[] changes = await Task.WhenAll(stores.Select(store => store.Schema.InitializeAsync(s_caller, s_none)));
        foreach (PostgresTaskStore store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(1, changes.Count(change => change.From == 0));
        Assert.Equal(
            (long)SchemaMigrations.Newest,
            await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.migration"));
    }

    [Fact]
    public async Task An_older_store_is_upgraded_and_keeps_its_rows()
    {
        string database = await server.CreateDatabaseAsync();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            Assert.Equal(new StoreChange(0, 1), await SchemaMigrations.ApplyAsync(connection, 1, s_none));
        }

        await TestServer.ExecuteAsync(
            database, "INSERT INTO pgtasks.task (title) SELECT 'old ' || i FROM generate_series(1, 1000) i");
        await using PostgresTaskStore store = await OpenAsync(database);
        StoreChange change = await store.Schema.InitializeAsync(s_caller, s_none);
        Assert.Equal(new StoreChange(1, SchemaMigrations.Newest), change);
        Assert.Equal(1000L, await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.task"));
    }

    [Fact]
    public async Task A_newer_store_is_refused_and_left_as_it_is()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await store.Schema.InitializeAsync(s_caller, s_none);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.migration VALUES (9999, 'from the future')");

        foreach (Func<Task> refused in (Func<Task>[])[
            () => store.Schema.InitializeAsync(s_caller, s_none),
            () => store.Schema.GetVersionAsync(s_caller, s_none),
            () => OpenAsync(database)])
        {
            Assert.Equal("StoreTooNew", (await Assert.ThrowsAsync<PgTaskException>(refused)).ErrorId);
        }
    }

    [Fact]
    public async Task A_failed_migration_leaves_nothing_behind()
    {
        string database = await server.CreateDatabaseAsync();
        await TestServer.ExecuteAsync(
            database, "CREATE SCHEMA pgtasks; CREATE TABLE pgtasks.task (someone_elses int)");
        await using PostgresTaskStore store = await OpenAsync(database);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => store.Schema.InitializeAsync(s_caller, s_none));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, error.SqlState);
        Assert.Equal(true, await TestServer.ExecuteAsync(database, "SELECT to_regtype('pgtasks.task_status') IS NULL"));
    }

    private static async Task<PostgresTaskStore> OpenAsync(string connectionString)
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = connectionString }, s_caller, s_none);
        return store;
    }
}
