using System.Diagnostics;
using PgTasks.Postgres;

namespace PgTasks.Tests.Faults;

/// <summary>Ctrl+C where the network says nothing any more: nobody waits for it.</summary>
[Trait("Category", "Faults")]
public sealed class BoundedStopTests(TestServer server)
{
    // Npgsql's own way took from two seconds to for ever.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private static readonly StoreCaller s_caller = new(_ => { });

    [Theory]
    [InlineData("find", false)]
    [InlineData("get", false)]
    [InlineData("one", false)]
    [InlineData("many", false)]
    [InlineData("query", false)]
    [InlineData("stream", false)]
    [InlineData("begin", false)]
    [InlineData("copy", false)]
    [InlineData("last of copy", false)]
    [InlineData("last of copy", true)]
    [InlineData("find", true)]
    [InlineData("many", true)]
    public async Task A_dead_network_ends_with_the_stop(string operation, bool inTransaction)
    {
        using FaultProxy proxy = new(await server.CreateDatabaseAsync());
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = proxy.ConnectionString, CommandTimeout = 0 }, s_caller, default);
        await store.Schema.InitializeAsync(s_caller, default, TestCluster.Distributes);
        StoreTransaction? transaction = inTransaction
            ? await store.BeginAsync(new TransactionOptions(null, false, false), s_caller, default)
            : null;
        StoreCaller caller = s_caller with { Transaction = transaction };
        CopyRequest copied = new("pgtasks.task", ["title"], false, false);
        using CancellationTokenSource stop = new();
        TableCopy? copy = null;
        if (operation == "last of copy")
        {
            copy = await store.Sql.BeginCopyAsync(copied, caller, stop.Token);
            await copy.WriteAsync(["a"], "a", stop.Token);
        }

        proxy.Freeze();
        Task running = operation switch
        {
            "find" => store.Tasks.FindAsync([1], caller, stop.Token),
            "begin" => store.BeginAsync(new TransactionOptions(null, false, false), caller, stop.Token),
            "copy" => store.Sql.BeginCopyAsync(copied, caller, stop.Token),
            "last of copy" => copy!.CompleteAsync(stop.Token),
            "get" => ReadAsync(store.Tasks.GetAsync(TaskFilter.Everything, caller, stop.Token)),
            "one" => store.Tasks.AddAsync([new NewTask { Title = "a" }], caller, stop.Token),
            "many" => store.Tasks.AddAsync([new NewTask { Title = "a" }, new NewTask { Title = "b" }], caller, stop.Token),
            "stream" => ReadAsync(store.Sql.QueryAsync(
                new SqlCall(store.Sql.Parse("SELECT 1", caller), null, false), [], caller, stop.Token)),
            _ => store.Sql.ExecuteAsync(
                new SqlCall(store.Sql.Parse("DELETE FROM pgtasks.task", caller), null, true), [], caller, stop.Token),
        };
        Assert.False(running.IsCompleted);
        Stopwatch clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Exception? error = await Record.ExceptionAsync(() => running);
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        Assert.Equal(
            operation is "one" or "query",
            error is PgTaskException { ErrorId: "OutcomeUnknown" } or BatchException { Unknown: 1 });
        Assert.True(operation is "one" or "query" || error is OperationCanceledException, $"{error}");
        if (copy is not null)
        {
            clock.Restart();
            await copy.DisposeAsync();
            Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        }

        if (transaction is not null)
        {
            clock.Restart();
            await transaction.RollbackAsync(stop.Token);
            Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        }
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (T item in items)
        {
            Assert.NotNull(item);
        }
    }
}
