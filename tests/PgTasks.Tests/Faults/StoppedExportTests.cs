using PgTasks.Postgres;
using PgTasks.Tests.Store;

namespace PgTasks.Tests.Faults;

/// <summary>An export is stopped while its rows come.</summary>
[Trait("Category", "Faults")]
public sealed class StoppedExportTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_transaction_goes_on_and_the_server_does_not(bool ofTasks)
    {
        await fixture.ExecuteAsync("""
            TRUNCATE pgtasks.task;
            INSERT INTO pgtasks.task (title) SELECT repeat('x', 1000) FROM generate_series(1, 50000)
            """);
        StoreTransaction transaction = await fixture.Store.BeginAsync(
            new TransactionOptions(null, false, false), fixture.Caller, default);
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "before" }], caller, default);
        using CancellationTokenSource stop = new();
        await using FirstBytes target = new(stop);
        Task export = ofTasks
            ? fixture.Store.Files.ExportAsync(TaskFilter.Everything, ',', target, new TransferProgress(), caller, stop.Token)
            : fixture.Store.Sql.ExportAsync(
                new CsvExport(null, fixture.Store.Sql.Parse("SELECT repeat('x', 1000) FROM generate_series(1, 100000000)", fixture.Caller), ',', true),
                target, caller, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);

        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "after" }], caller, default);
        await transaction.CommitAsync();
        Assert.Equal(2L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE title IN ('before', 'after')"));
        Assert.Equal(0L, await fixture.ExecuteAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY %' AND state = 'active'"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Behind_a_pooler_in_transaction_mode_the_server_does_not_go_on_either(bool ofTasks)
    {
        Assert.SkipWhen(PgBouncer.Program is null, "PgBouncer is not installed.");
        await fixture.ExecuteAsync("""
            TRUNCATE pgtasks.task CASCADE;
            INSERT INTO pgtasks.task (title) SELECT repeat('x', 1000) FROM generate_series(1, 50000)
            """);
        await using PgBouncer pooler = await PgBouncer.StartAsync(fixture.ConnectionString, TestContext.Current.CancellationToken);
        await using PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = pooler.ConnectionString }, fixture.Caller, default);
        using CancellationTokenSource stop = new();
        await using FirstBytes target = new(stop);
        Task export = ofTasks
            ? store.Files.ExportAsync(TaskFilter.Everything, ',', target, new TransferProgress(), fixture.Caller, stop.Token)
            : store.Sql.ExportAsync(
                new CsvExport(null, store.Sql.Parse("SELECT repeat('x', 1000) FROM generate_series(1, 100000000)", fixture.Caller), ',', true),
                target, fixture.Caller, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);
        Assert.Equal(0L, await fixture.ExecuteAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY %' AND state = 'active'"));

        using MemoryStream whole = new();
        await store.Sql.ExportAsync(
            new CsvExport(null, store.Sql.Parse("SELECT 1", fixture.Caller), ',', false), whole, fixture.Caller, default);
        Assert.Equal("1\n"u8.ToArray(), whole.ToArray());
    }

    /// <summary>Stops the export once something of it has come.</summary>
    private sealed class FirstBytes(CancellationTokenSource stop) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await stop.CancelAsync();
            await base.WriteAsync(buffer, CancellationToken.None);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            stop.Cancel();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            stop.Cancel();
            base.Write(buffer);
        }
    }
}
