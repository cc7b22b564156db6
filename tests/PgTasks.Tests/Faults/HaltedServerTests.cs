using System.Diagnostics;
using PgTasks.Postgres;
using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.Faults;

/// <summary>The server is there, takes what is sent, and says nothing any more: SIGSTOP.</summary>
[Trait("Category", "Faults")]
public sealed class HaltedServerTests(HaltedServer server) : IClassFixture<HaltedServer>, IDisposable
{
    // A second, and what a busy machine takes.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private static readonly StoreCaller s_caller = new(_ => { }, KeepsConnection: true);
    private static readonly ClaimRequest s_request = new(1, TimeSpan.FromMinutes(5), TaskFilter.Everything);
    private static readonly TransactionOptions s_plain = new(null, false, false);

    public static TheoryData<string, bool> Operations => new(
        from operation in (string[])["get", "find", "add", "add many", "complete", "query", "change", "export table",
            "export tasks", "import", "copy", "clear", "check", "claim", "claim one", "unlock", "deny", "step", "begin", "commit", "roll back", "initialize"]
        from inTransaction in (bool[])[false, true]
        where inTransaction ? operation is not ("begin" or "initialize") : operation is not ("commit" or "roll back")
        select (operation, inTransaction));

    public void Dispose() => server.GoOn();

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Operations))]
    public async Task A_stop_ends_what_waits_for_a_halted_backend(string operation, bool inTransaction)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP is sent to processes of this machine.");
        PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = $"{server.ConnectionString};Maximum Pool Size=2;Application Name=halted", CommandTimeout = 0 },
            s_caller, default);
        await store.Schema.InitializeAsync(s_caller, default);
        SqlCall ping = new(store.Sql.Parse("SELECT 1", s_caller), null, false);
        await store.Sql.RunAsync(ping, [], s_caller, default);
        await store.Tasks.FindAsync([1], s_caller, default);
        StoreTransaction? transaction = inTransaction ? await store.BeginAsync(s_plain, s_caller, default) : null;
        StoreCaller caller = s_caller with { Transaction = transaction };
        using CancellationTokenSource stop = new();
        TableCopy? copy = null;
        if (operation == "copy")
        {
            copy = await store.Sql.BeginCopyAsync(new CopyRequest("pgtasks.task", ["title"], false, false), caller, stop.Token);
            await copy.WriteAsync(["a"], "a", stop.Token);
        }

        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Title\none\n", TestContext.Current.CancellationToken);
        using MemoryStream target = new();
        foreach (int process in await FindBackendsAsync())
        {
            server.Halt(process);
        }

        Task running = operation switch
        {
            "get" => ReadAsync(store.Tasks.GetAsync(TaskFilter.Everything, caller, stop.Token)),
            "find" => store.Tasks.FindAsync([1], caller, stop.Token),
            "add" => store.Tasks.AddAsync([new NewTask { Title = "a" }], caller, stop.Token),
            "add many" => store.Tasks.AddAsync([new NewTask { Title = "a" }, new NewTask { Title = "b" }], caller, stop.Token),
            "complete" => store.Tasks.CompleteAsync([1], false, caller, stop.Token),
            "query" => ReadAsync(store.Sql.QueryAsync(ping, [], caller, stop.Token)),
            "change" => store.Sql.ExecuteAsync(
                new SqlCall(store.Sql.Parse("DELETE FROM pgtasks.task", caller), null, true), [], caller, stop.Token),
            "export table" => store.Sql.ExportAsync(new CsvExport("pgtasks.task", null, ',', true), target, caller, stop.Token),
            "export tasks" => store.Files.ExportAsync(TaskFilter.Everything, ',', target, new TransferProgress(), caller, stop.Token),
            "import" => store.Files.ImportAsync(
                new ImportRequest { File = file, Format = PgTaskFileFormat.Csv }, caller, stop.Token),
            "copy" => copy!.CompleteAsync(stop.Token),
            "claim" => store.Work.ClaimAsync(s_request, caller, stop.Token),
            "claim one" => store.Work.ClaimAsync([1], s_request, caller, stop.Token),
            "unlock" => store.Work.UnlockAsync([1], default, null, false, caller, stop.Token),
            "deny" => store.Work.DenyAsync([1], new Denial("no"), false, caller, stop.Token),
            "step" => store.Work.FindStepAsync(new PgTaskClaim { Id = 1 }, "one", caller, stop.Token),
            "clear" => ReadAsync(store.Upkeep.ClearAsync(TaskFilter.Everything, caller, stop.Token)),
            "check" => ReadAsync(store.Upkeep.CheckAsync(caller, stop.Token)),
            "begin" => store.BeginAsync(s_plain, caller, stop.Token),
            "commit" => transaction!.CommitAsync(stop.Token),
            "roll back" => transaction!.RollbackAsync(stop.Token),
            _ => store.Schema.InitializeAsync(caller, stop.Token),
        };
        Assert.False(running.IsCompleted);
        Stopwatch clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Exception? error = await Record.ExceptionAsync(() => running);
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        if (operation != "roll back")
        {
            Assert.Equal(
                !inTransaction && operation is "add" or "complete" or "change" or "unlock" or "deny",
                error is PgTaskException { ErrorId: "OutcomeUnknown" } or BatchException { Unknown: 1 });
            Assert.True(error is OperationCanceledException or PgTaskException or BatchException, $"{error}");
        }

        clock.Restart();
        await (copy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (transaction?.RollbackAsync(stop.Token) ?? Task.CompletedTask);
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");

        // The session goes on, with another connection.
        server.GoOn();
        Assert.Single((await store.Sql.RunAsync(ping, [], s_caller, default))[0].Rows);
        await store.DisposeAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task A_worker_ends_though_the_server_says_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP is sent to processes of this machine.");
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = $"{server.ConnectionString};Application Name=halted" }, s_caller, default);
        await store.Schema.InitializeAsync(s_caller, default);
        await store.Tasks.AddAsync([new NewTask { Title = "a" }, new NewTask { Title = "b" }], s_caller, default);
        Worker worker = await Worker.StartAsync(
            store, s_request, new WorkOptions(2, WorkUntil.Forever, long.MaxValue, new Denial("no")), s_caller, default);
        Assert.True(worker.TryTake(out PgTaskClaim? first, TimeSpan.FromSeconds(20), default));
        foreach (int process in await FindBackendsAsync())
        {
            server.Halt(process);
        }

        worker.End(new Ending(first!, null, null));
        Stopwatch clock = Stopwatch.StartNew();
        await worker.DisposeAsync();
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        server.GoOn();
    }

    [Fact]
    public async Task Connecting_to_a_halted_postmaster_ends_with_its_time_out_and_with_the_stop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP is sent to processes of this machine.");
        server.Halt();
        PostgresTaskStore store = new();
        ConnectionRequest request = new() { ConnectionString = server.ConnectionString, ConnectTimeout = 1 };
        Stopwatch clock = Stopwatch.StartNew();
        PgTaskException late = await Assert.ThrowsAsync<PgTaskException>(() => store.OpenAsync(request, s_caller, default));
        Assert.Equal("ConnectTimeout", late.ErrorId);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");

        using CancellationTokenSource stop = new();
        Task opening = new PostgresTaskStore().OpenAsync(request with { ConnectTimeout = 60 }, s_caller, stop.Token);
        await AssertStopsAsync(opening, stop);
    }

    [Fact]
    public async Task Starting_a_server_whose_postmaster_is_halted_says_so_and_ends_with_the_stop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP is sent to processes of this machine.");
        server.Halt();
        using CancellationTokenSource stop = new();
        Task<PgTaskServer> starting = new PostgresLocalServers().StartAsync(
            server.Server.DataDirectory, null, ephemeral: false, _ => { }, stop.Token);
        PgTaskException silent = await Assert.ThrowsAsync<PgTaskException>(() => starting);
        Assert.Equal("ServerStartFailed", silent.ErrorId);
        starting = new PostgresLocalServers().StartAsync(
            server.Server.DataDirectory, null, ephemeral: false, _ => { }, stop.Token);
        await AssertStopsAsync(starting, stop);
    }

    private static async Task AssertStopsAsync(Task running, CancellationTokenSource stop)
    {
        await Task.WhenAny(running, Task.Delay(200, TestContext.Current.CancellationToken));
        Assert.False(running.IsCompleted);
        Stopwatch clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
    }

    private async Task<int[]> FindBackendsAsync() => (int[])(await server.ExecuteAsync(
        "SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity WHERE application_name = 'halted'"))!;

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (T item in items)
        {
            Assert.NotNull(item);
        }
    }
}
