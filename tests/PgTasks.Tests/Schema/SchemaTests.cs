using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class SchemaTests(TestServer server)
{
    private static readonly StoreCaller s_caller = new(_ => { });
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly int s_newest = SchemaMigration.Embedded[^1].Version;

    [Fact]
    public async Task Twenty_at_once_on_an_empty_database_leave_one_schema()
    {
        string database = await server.CreateDatabaseAsync();
        PostgresTaskStore[] stores = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync(database)));
        StoreChange[] changes = await Task.WhenAll(stores.Select(store => store.Schema.InitializeAsync(s_caller, s_none, TestCluster.Distributes)));
        foreach (PostgresTaskStore store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(1, changes.Count(change => change.From == 0));
        Assert.Equal(
            (long)SchemaMigration.Embedded.Count,
            await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.migration"));
    }

    [Fact]
    public async Task An_older_store_is_upgraded_and_keeps_its_rows()
    {
        string database = await server.CreateDatabaseAsync();
        Assert.Equal(new StoreChange(0, 1), await ApplyAsync(database, SchemaMigration.Embedded, upTo: 1));
        await TestServer.ExecuteAsync(
            database, "INSERT INTO pgtasks.task (title) SELECT 'old ' || i FROM generate_series(1, 1000) i");
        await using PostgresTaskStore store = await OpenAsync(database);
        StoreChange change = await store.Schema.InitializeAsync(s_caller, s_none, TestCluster.Distributes);
        Assert.Equal(new StoreChange(1, s_newest), change);
        Assert.Equal(1000L, await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.task"));
    }

    /// <summary>From the first version that can be distributed on, each step can be taken on a node of Citus.</summary>
    [Fact]
    public async Task A_distributed_store_is_upgraded_and_keeps_its_rows()
    {
        Assert.SkipUnless(TestCluster.Distributes, "PGTASKS_TEST_CONNECTION names no coordinator of Citus (PGTASKS_TEST_DISTRIBUTE).");
        string database = await server.CreateDatabaseAsync();
        Assert.Equal(new StoreChange(0, 9), await ApplyAsync(database, SchemaMigration.Embedded, upTo: 9, distribute: true));
        await TestServer.ExecuteAsync(
            database, "INSERT INTO pgtasks.task (title) SELECT 'old ' || i FROM generate_series(1, 1000) i");
        await using PostgresTaskStore store = await OpenAsync(database);
        Assert.Equal(new StoreChange(9, s_newest), await store.Schema.InitializeAsync(s_caller, s_none));
        Assert.True(await store.Schema.IsDistributedAsync(s_caller, s_none));
        Assert.Equal(1000L, await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.task"));
        PgTaskClaim[] claims = await store.Work.ClaimAsync(
            new ClaimRequest(10, TimeSpan.FromMinutes(1), TaskFilter.Everything), s_caller, s_none);
        Assert.Equal(10, claims.Length);
    }

    [Fact]
    public async Task Tasks_of_an_older_store_are_nobodys_and_keep_their_times()
    {
        string database = await server.CreateDatabaseAsync();
        await ApplyAsync(database, SchemaMigration.Embedded, upTo: 4);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title, due) VALUES ('old', '2031-12-01T00:00Z')");
        await ApplyAsync(database, SchemaMigration.Embedded);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('new')");
        Assert.Equal(
            "old,,,false new,mine,mine,false",
            await TestServer.ExecuteAsync(database, """
                SELECT string_agg(concat_ws(
                    ',', title, replace(coalesce(created_by, ''), session_user, 'mine'),
                    replace(coalesce(updated_by, ''), session_user, 'mine'), all_day::text), ' ' ORDER BY id)
                FROM pgtasks.task
                """));
    }

    [Fact]
    public async Task A_newer_store_is_refused_where_a_version_in_between_breaks_older_modules()
    {
        string database = await server.CreateDatabaseAsync();
        SchemaMigration breaking = SchemaMigration.Parse("9998-from-the-future", "--! breaking\nSELECT 1");
        SchemaMigration later = SchemaMigration.Parse("9999-later", "SELECT 1");
        await ApplyAsync(database, [.. SchemaMigration.Embedded, breaking, later]);
        await using PostgresTaskStore store = new();
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => OpenAsync(database));
        Assert.Equal("StoreTooNew", error.ErrorId);

        // What knows the breaking version works on what came later.
        SchemaMigration[] known = [.. SchemaMigration.Embedded, breaking];
        Assert.Equal(new StoreChange(9999, 9999), await ApplyAsync(database, known));
        error = await Assert.ThrowsAsync<PgTaskException>(() => ApplyAsync(database, SchemaMigration.Embedded));
        Assert.Equal("StoreTooNew", error.ErrorId);
    }

    [Fact]
    public async Task A_newer_store_that_breaks_nothing_is_used_and_left_as_it_is()
    {
        string database = await server.CreateDatabaseAsync();
        await ApplyAsync(database, [.. SchemaMigration.Embedded, SchemaMigration.Parse("9999-harmless", "SELECT 1")]);
        await using PostgresTaskStore store = await OpenAsync(database);
        Assert.Equal(new StoreChange(9999, 9999), await store.Schema.InitializeAsync(s_caller, s_none, TestCluster.Distributes));
        Assert.Equal(new StoreChange(9999, 9999), await store.Schema.GetVersionAsync(s_caller, s_none));
        Assert.NotNull(Assert.Single(await store.Tasks.AddAsync([new NewTask { Title = "a" }], s_caller, s_none)).Task);
    }

    [Fact]
    public async Task What_cannot_run_in_a_transaction_runs_between_two_by_one_caller_of_twenty()
    {
        string database = await server.CreateDatabaseAsync();
        SchemaMigration[] steps = [
            .. SchemaMigration.Embedded,
            SchemaMigration.Parse("9001-before", "CREATE TABLE before_it (a int); INSERT INTO before_it VALUES (1)"),
            SchemaMigration.Parse("9002-index", """
                --! no-transaction
                DROP INDEX CONCURRENTLY IF EXISTS task_title;
                CREATE INDEX CONCURRENTLY task_title ON task (title);
                """),
            SchemaMigration.Parse("9003-after", "CREATE TABLE after_it AS TABLE before_it")];
        StoreChange[] changes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ApplyAsync(database, steps)));
        Assert.All(changes, change => Assert.Equal(9003, change.To));
        Assert.Equal(1L, await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.after_it"));
        Assert.Equal(true, await TestServer.ExecuteAsync(
            database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'pgtasks.task_title'::regclass"));
        Assert.Equal(3L, await TestServer.ExecuteAsync(
            database, "SELECT count(*) FROM pgtasks.migration WHERE version > 9000"));
    }

    [Fact]
    public async Task A_step_that_failed_outside_a_transaction_is_run_again()
    {
        string database = await server.CreateDatabaseAsync();
        SchemaMigration[] steps = [
            .. SchemaMigration.Embedded,
            SchemaMigration.Parse("9001-index", """
                --! no-transaction
                DROP INDEX CONCURRENTLY IF EXISTS task_once;
                CREATE UNIQUE INDEX CONCURRENTLY task_once ON task (title);
                """)];
        await ApplyAsync(database, SchemaMigration.Embedded);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('twice'), ('twice')");
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(database, steps));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
        await TestServer.ExecuteAsync(database, "DELETE FROM pgtasks.task");
        Assert.Equal(new StoreChange(s_newest, 9001), await ApplyAsync(database, steps));
    }

    [Theory]
    [InlineData("--! braking\nSELECT 1")]
    [InlineData("--! breaking\n--! no transaction\nSELECT 1")]
    public void A_directive_that_does_not_exist_is_refused(string sql) =>
        Assert.Throws<InvalidDataException>(() => SchemaMigration.Parse("0001-a", sql));

    [Fact]
    public async Task A_failed_migration_leaves_nothing_behind()
    {
        string database = await server.CreateDatabaseAsync();
        await TestServer.ExecuteAsync(
            database, "CREATE SCHEMA pgtasks; CREATE TABLE pgtasks.task (someone_elses int)");
        await using PostgresTaskStore store = await OpenAsync(database);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => store.Schema.InitializeAsync(s_caller, s_none, TestCluster.Distributes));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, error.SqlState);
        Assert.Equal(true, await TestServer.ExecuteAsync(database, "SELECT to_regtype('pgtasks.task_status') IS NULL"));
    }

    [Fact]
    public async Task A_name_that_no_schema_can_have_is_refused()
    {
        string database = await server.CreateDatabaseAsync();
        foreach (string name in (string[])["", "a\0b", "\ud83d", new string('a', 64), new string('ä', 32)])
        {
            await using PostgresTaskStore store = new();
            PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => store.OpenAsync(
                new ConnectionRequest { ConnectionString = database, Schema = name }, s_caller, s_none));
            Assert.Equal("UnusableSchemaName", error.ErrorId);
        }
    }

    private static async Task<StoreChange> ApplyAsync(
        string database, IReadOnlyList<SchemaMigration> steps, int? upTo = null, bool distribute = false)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        return await new SchemaMigrations(steps, new SqlName("pgtasks")).ApplyAsync(
            token => source.OpenConnectionAsync(token).AsTask(), s_none, upTo, distribute);
    }

    private static async Task<PostgresTaskStore> OpenAsync(string connectionString)
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = connectionString }, s_caller, s_none);
        return store;
    }
}
