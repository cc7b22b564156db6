using System.Data.Common;
using System.Diagnostics;
using PgTasks.Postgres;

namespace PgTasks.Tests.Faults;

/// <summary>What becomes of claims where the network loses something, or nothing answers any more.</summary>
[Trait("Category", "Faults")]
public sealed class ClaimFaultTests(TestServer server) : IAsyncLifetime
{
    private static readonly StoreCaller s_caller = new(_ => { });
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);
    private readonly PostgresTaskStore _store = new();
    private string _database = "";
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _proxy = new FaultProxy(_database);
        await _store.OpenAsync(
            new ConnectionRequest { ConnectionString = _proxy.ConnectionString, CommandTimeout = 0 }, s_caller, default);
        await _store.Schema.InitializeAsync(s_caller, default, TestCluster.Distributes);
        await ExecuteAsync("INSERT INTO pgtasks.task (title) SELECT 'task ' || i FROM generate_series(1, 6) i");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _proxy.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_claim_whose_answer_is_lost_is_told_as_failed_and_comes_back_with_its_lease(int count)
    {
        _proxy.LoseReplyTo("RECURSIVE serials");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(count));
        Assert.True(error.IsTransient);
        Assert.True(_proxy.Lost.IsCompleted);
        Assert.Equal((long)count, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'running'"));

        // Nobody has them, and nobody else gets them until then.
        Assert.Equal(6 - count, (await ClaimAsync(6)).Length);
        await ExecuteAsync("UPDATE pgtasks.worker SET lease_until = now() - interval '1 second'");
        PgTaskClaim[] again = await ClaimAsync(6);
        Assert.Equal(6, again.Length);
        Assert.All(again, claim => Assert.Equal((2, 2), (claim.ClaimId, claim.Attempts)));
    }

    [Fact]
    public async Task A_claim_that_never_came_to_the_server_left_nothing()
    {
        _proxy.LoseRequest("RECURSIVE serials");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(3));
        Assert.True(error.IsTransient);
        Assert.Equal(0L, await ExecuteAsync("SELECT count(*) FROM pgtasks.worker"));
        Assert.Equal([1L, 2, 3], (await OwnClaimAsync(3)).Select(claim => claim.Id));
    }

    [Fact]
    public async Task A_completion_whose_answer_is_lost_is_asked_for_and_counts_once()
    {
        PgTaskClaim[] claims = await ClaimAsync(3);
        _proxy.LoseReplyTo("COMMIT\0");
        Assert.All(await CompleteAsync(claims), result => Assert.Null(result.Error));
        Assert.True(_proxy.Lost.IsCompleted);
        Assert.Equal(3L, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"));
        Assert.All(await CompleteAsync(claims), result => Assert.Equal("LeaseLost", Assert.IsType<PgTaskException>(result.Error).ErrorId));
    }

    [Fact]
    public async Task A_completion_that_nobody_can_be_asked_for_is_told_as_unknown()
    {
        PgTaskClaim[] claims = await ClaimAsync(3);
        _proxy.LoseReplyTo("COMMIT\0", thenRefuses: true);
        BatchException lost = await Assert.ThrowsAsync<BatchException>(() => CompleteAsync(claims));
        Assert.Equal("OutcomeUnknown", Assert.IsType<PgTaskException>(lost.InnerException).ErrorId);
        Assert.Equal(3, lost.Unknown);
        Assert.Equal(3L, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"));
    }

    [Fact]
    public async Task A_completion_that_never_came_to_the_server_leaves_the_claim_in_force()
    {
        PgTaskClaim[] claims = await ClaimAsync(3);
        _proxy.LoseRequest("COMMIT\0");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => CompleteAsync(claims));
        Assert.True(error.IsTransient);
        Assert.Equal(0L, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"));
        Assert.All(await OwnCompleteAsync(claims), result => Assert.Null(result.Error));
    }

    [Theory]
    [InlineData("claim")]
    [InlineData("complete")]
    [InlineData("unlock")]
    public async Task A_dead_network_ends_with_the_stop(string operation)
    {
        PgTaskClaim[] claims = await ClaimAsync(2);
        using CancellationTokenSource stop = new();
        _proxy.Freeze();
        Task running = operation switch
        {
            "claim" => ClaimAsync(2, stop.Token),
            "complete" => CompleteAsync(claims, stop.Token),
            _ => _store.Work.UnlockAsync(Targets(claims), TimeSpan.Zero, null, false, s_caller, stop.Token),
        };
        Assert.False(running.IsCompleted);
        Stopwatch clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Assert.NotNull(await Record.ExceptionAsync(() => running));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.5), $"{clock.Elapsed}");
        Assert.Equal(2L, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'running'"));
    }

    private static TaskTargets Targets(PgTaskClaim[] claims) => new([.. claims.Select(claim => claim.Id)])
    {
        Claims = [.. claims.Select(claim => claim.ClaimId)],
    };

    private Task<PgTaskClaim[]> ClaimAsync(int count, CancellationToken stop = default) => _store.Work.ClaimAsync(
        new ClaimRequest(count, s_lease, TaskFilter.Everything), s_caller, stop);

    private Task<StoreResult[]> CompleteAsync(PgTaskClaim[] claims, CancellationToken stop = default) =>
        _store.Tasks.CompleteAsync(Targets(claims), false, s_caller, stop);

    private Task<PgTaskClaim[]> OwnClaimAsync(int count) => AnewAsync(store => store.Work.ClaimAsync(
        new ClaimRequest(count, s_lease, TaskFilter.Everything), s_caller, default));

    private Task<StoreResult[]> OwnCompleteAsync(PgTaskClaim[] claims) =>
        AnewAsync(store => store.Tasks.CompleteAsync(Targets(claims), false, s_caller, default));

    /// <summary>Does it without the proxy, which goes on losing.</summary>
    private async Task<T> AnewAsync<T>(Func<PostgresTaskStore, Task<T>> work)
    {
        await using PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = _database }, s_caller, default);
        return await work(store);
    }

    private Task<object?> ExecuteAsync(string sql) => TestServer.ExecuteAsync(_database, sql);
}
