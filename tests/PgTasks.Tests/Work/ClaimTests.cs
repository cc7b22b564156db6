using System.Collections.Concurrent;

namespace PgTasks.Tests.Work;

/// <summary>Tasks claimed, given back, failed and ended, by one and by many.</summary>
public sealed class ClaimTests(Store.StoreFixture fixture) : IClassFixture<Store.StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Each_task_is_claimed_once_by_many_at_once()
    {
        await ClearAsync();
        long[] ids = await AddAsync(2000, i => new NewTask { Title = $"t{i}" });
        ConcurrentBag<PgTaskClaim> claims = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            int most = i % 2 == 0 ? 1 : 37;
            while (await ClaimAsync(most) is { Length: > 0 } some)
            {
                Array.ForEach(some, claims.Add);
                await EndAsync(some);
            }
        })));
        Assert.Equal(ids, claims.Select(claim => claim.Id).Order());
        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status <> 'completed'"));
    }

    [Fact]
    public async Task The_most_urgent_come_first_and_then_the_oldest()
    {
        await ClearAsync();
        long[] ids = await AddAsync(6, i => new NewTask
        {
            Title = $"t{i}",
            Priority = i % 3 == 0 ? PgTaskPriority.Urgent : PgTaskPriority.Normal,
            Serial = i == 3 ? "s" : null,
        });
        Assert.Equal([ids[0], ids[3], ids[1]], (await ClaimAsync(3)).Select(claim => claim.Id));
        Assert.Equal([ids[2], ids[4], ids[5]], (await ClaimAsync(10)).Select(claim => claim.Id));
    }

    [Fact]
    public async Task A_project_is_one_in_any_case_with_what_lies_below_it()
    {
        await ClearAsync();
        long[] ids = await AddAsync(6, i => new NewTask
        {
            Title = $"t{i}",
            Project = new[] { "Home", "home.garden", "homework", null, "ho", "home" }[i],
            Serial = i == 5 ? "s" : null,
        });
        PgTaskClaim[] claims = await ClaimAsync(10, filter: TaskFilter.Everything with { Project = ["home"] });
        Assert.Equal([ids[0], ids[1], ids[5]], claims.Select(claim => claim.Id));
        Assert.Equal(
            ids[2], Assert.Single(await ClaimAsync(10, filter: TaskFilter.Everything with { Project = ["hom*k"] })).Id);
        // Known for a second, and yet what is new is found.
        long late = (await AddAsync(1, _ => new NewTask { Title = "late", Project = "home.late" }))[0];
        Assert.Equal(
            late, Assert.Single(await ClaimAsync(10, filter: TaskFilter.Everything with { Project = ["home"] })).Id);
    }

    [Fact]
    public async Task What_waits_for_its_time_or_for_others_is_not_ready()
    {
        await ClearAsync();
        long first = (await AddAsync(1, _ => new NewTask { Title = "first" }))[0];
        long[] ids = await AddAsync(3, i => new NewTask
        {
            Title = $"t{i}",
            NotBefore = i switch { 0 => DateTime.Now.AddHours(1), 1 => DateTime.Now.AddHours(-1), _ => null },
            DependsOn = i == 2 ? [first] : [],
        });
        PgTaskClaim[] claims = await ClaimAsync(10);
        Assert.Equal([first, ids[1]], claims.Select(claim => claim.Id));
        await EndAsync(claims);
        await fixture.ExecuteAsync($"UPDATE pgtasks.task SET not_before = now() + interval '50 ms' WHERE id = {ids[0]}");
        await fixture.ExecuteAsync("SELECT pg_sleep(0.1)");
        Assert.Equal([ids[0], ids[2]], (await ClaimAsync(10)).Select(claim => claim.Id));
    }

    [Fact]
    public async Task One_of_a_serial_runs_at_a_time_however_many_claim()
    {
        await ClearAsync();
        await AddAsync(60, i => new NewTask { Title = $"t{i}", Serial = $"s{i % 3}" });
        ConcurrentDictionary<string, int> running = new();
        int most = 0;
        ConcurrentBag<long> done = [];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (done.Count < 60)
            {
                PgTaskClaim[] claims = await ClaimAsync(10);
                foreach (PgTaskClaim claim in claims)
                {
                    int now = running.AddOrUpdate(claim.Serial!, 1, (_, count) => count + 1);
                    InterlockedMax(ref most, now);
                }

                foreach (PgTaskClaim claim in claims)
                {
                    running.AddOrUpdate(claim.Serial!, 0, (_, count) => count - 1);
                    done.Add(claim.Id);
                }

                await EndAsync(claims);
            }
        })));
        Assert.Equal(1, most);
        Assert.Equal(60, done.Distinct().Count());
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_an_attempt_and_its_claim_changes_nothing()
    {
        await ClearAsync();
        await AddAsync(1, _ => new NewTask { Title = "t", MaxAttempts = 2 });
        PgTaskClaim old = Assert.Single(await ClaimAsync(1));
        await ExpireAsync();
        PgTaskClaim now = Assert.Single(await ClaimAsync(1));
        Assert.Equal((old.Id, old.ClaimId + 1, 2), (now.Id, now.ClaimId, now.Attempts));
        Assert.NotNull(now.LastError);
        TaskTargets lost = Claims([old]);
        StoreResult[][] refused = [
            await fixture.Store.Tasks.CompleteAsync(lost, false, fixture.Caller, s_none),
            await fixture.Store.Tasks.CancelAsync(lost, false, fixture.Caller, s_none),
            await fixture.Store.Tasks.RemoveAsync(lost, false, fixture.Caller, s_none),
            await fixture.Store.Work.UnlockAsync(lost, default, null, false, fixture.Caller, s_none),
            await fixture.Store.Work.DenyAsync(lost, new Denial("no"), false, fixture.Caller, s_none)];
        Assert.All(refused, results => AssertError(nameof(WorkErrors.LeaseLost), results));
        Assert.Equal("running", await fixture.ExecuteAsync($"SELECT status::text FROM pgtasks.task WHERE id = {old.Id}"));
        await ExpireAsync();
        Assert.Empty(await ClaimAsync(1));
        Assert.Equal("failed", await fixture.ExecuteAsync($"SELECT status::text FROM pgtasks.task WHERE id = {old.Id}"));
    }

    [Fact]
    public async Task What_somebody_holds_others_change_only_by_force()
    {
        await ClearAsync();
        long id = (await AddAsync(1, _ => new NewTask { Title = "t" }))[0];
        await ClaimAsync(1);
        TaskChange change = new() { Fields = new Dictionary<TaskField, object?> { [TaskFields.Title] = "u" } };
        StoreResult[][] refused = [
            await fixture.Store.Tasks.CompleteAsync([id], false, fixture.Caller, s_none),
            await fixture.Store.Tasks.SetAsync([id], change, false, fixture.Caller, s_none),
            await fixture.Store.Tasks.SetEachAsync([new TaskEdit(id, change)], false, false, fixture.Caller, s_none),
            await fixture.Store.Tasks.StartAsync([id], false, fixture.Caller, s_none),
            await fixture.Store.Tasks.SuspendAsync([id], false, fixture.Caller, s_none),
            await fixture.Store.Tasks.RestartAsync([id], false, fixture.Caller, s_none),
            await fixture.Store.Tasks.RemoveAsync([id], false, fixture.Caller, s_none),
            await fixture.Store.Work.UnlockAsync([id], default, null, false, fixture.Caller, s_none),
            await fixture.Store.Work.DenyAsync([id], new Denial("no"), false, fixture.Caller, s_none)];
        Assert.All(refused, results => AssertError(nameof(TaskErrors.TaskClaimed), results));
        TaskTargets forced = new([id]) { IsForced = true };
        Assert.Null((await fixture.Store.Tasks.SetAsync(forced, change, false, fixture.Caller, s_none))[0].Error);
        Assert.Null((await fixture.Store.Work.UnlockAsync(forced, default, null, false, fixture.Caller, s_none))[0].Error);
        AssertError(
            nameof(WorkErrors.TaskNotClaimed),
            await fixture.Store.Work.UnlockAsync(forced, default, null, false, fixture.Caller, s_none));
        Assert.Null((await fixture.Store.Tasks.RemoveAsync([id], false, fixture.Caller, s_none))[0].Error);
    }

    [Fact]
    public async Task What_is_given_back_counts_no_attempt_and_what_fails_comes_back_later()
    {
        await ClearAsync();
        await AddAsync(2, i => new NewTask { Title = $"t{i}", MaxAttempts = 2 });
        PgTaskClaim[] claims = await ClaimAsync(2);
        await fixture.Store.Work.UnlockAsync(Claims(claims[..1]), default, null, false, fixture.Caller, s_none);
        Assert.Equal(1, Assert.Single(await ClaimAsync(2)).Attempts);
        PgTask failed = (await fixture.Store.Work.DenyAsync(
            Claims(claims[1..]), new Denial("no") { Backoff = TimeSpan.FromSeconds(20) }, true, fixture.Caller, s_none))[0].Task!;
        Assert.Equal((PgTaskStatus.Pending, "no"), (failed.Status, failed.LastError));
        Assert.InRange(failed.NotBefore!.Value - failed.UpdatedAt, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        Assert.Empty(await ClaimAsync(2));
        AssertError(
            nameof(WorkErrors.TaskNotReady),
            await fixture.Store.Work.ClaimAsync(
                [failed.Id], new ClaimRequest(1, s_lease, TaskFilter.Everything), fixture.Caller, s_none));
        await fixture.ExecuteAsync($"UPDATE pgtasks.task SET not_before = NULL WHERE id = {failed.Id}");
        PgTaskClaim last = Assert.Single(await ClaimAsync(2));
        Assert.Equal(
            PgTaskStatus.Failed,
            (await fixture.Store.Work.DenyAsync(Claims([last]), new Denial("no"), true, fixture.Caller, s_none))[0].Task!.Status);
        PgTask again = (await fixture.Store.Tasks.RestartAsync([failed.Id], true, fixture.Caller, s_none))[0].Task!;
        Assert.Equal((PgTaskStatus.Pending, 0, null), (again.Status, again.Attempts, again.LastError));
        Assert.Equal(failed.Id, Assert.Single(await ClaimAsync(2)).Id);
    }

    [Fact]
    public async Task A_key_is_of_one_open_task()
    {
        await ClearAsync();
        long[] ids = await AddAsync(4, i => new NewTask { Title = $"t{i}", Key = i == 2 ? null : "k" });
        Assert.Equal([ids[0], ids[0]], [ids[1], ids[3]]);
        PgTaskClaim[] claims = await ClaimAsync(1);
        NewTask replacing = new() { Title = "new", Key = "k", IfExists = PgTaskKeyUse.Replace };
        AssertError(nameof(TaskErrors.TaskClaimed), await fixture.Store.Tasks.AddAsync([replacing], fixture.Caller, s_none));
        await fixture.Store.Work.DenyAsync(
            Claims(claims), new Denial("no") { IsFinal = true }, false, fixture.Caller, s_none);
        PgTask replaced = (await fixture.Store.Tasks.AddAsync([replacing], fixture.Caller, s_none))[0].Task!;
        Assert.Equal((ids[0], "new", PgTaskStatus.Pending, 0), (replaced.Id, replaced.Title, replaced.Status, replaced.Attempts));
        await EndAsync(await ClaimAsync(1));
        Assert.NotEqual(ids[0], (await AddAsync(1, _ => new NewTask { Title = "t", Key = "k" }))[0]);
    }

    [Fact]
    public async Task Workers_that_hold_nothing_are_forgotten()
    {
        await ClearAsync();
        await AddAsync(2, i => new NewTask { Title = $"t{i}" });
        PgTaskClaim[] claims = await ClaimAsync(1);
        await ClaimAsync(1);
        await EndAsync(claims);
        await fixture.ExecuteAsync("UPDATE pgtasks.worker SET started_at = now() - interval '10 seconds'");
        Assert.Empty(await ClaimAsync(1));
        Assert.Equal(1L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.worker"));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int before;
        while ((before = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, before) != before)
        {
        }
    }

    private static TaskTargets Claims(PgTaskClaim[] claims) => new([.. claims.Select(claim => claim.Id)])
    {
        Claims = [.. claims.Select(claim => claim.ClaimId)],
    };

    private static void AssertError(string id, StoreResult[] results) =>
        Assert.Equal(id, Assert.IsType<PgTaskException>(Assert.Single(results).Error).ErrorId);

    private Task<PgTaskClaim[]> ClaimAsync(int count, TaskFilter? filter = null) => fixture.Store.Work.ClaimAsync(
        new ClaimRequest(count, s_lease, filter ?? TaskFilter.Everything), fixture.Caller, s_none);

    private async Task EndAsync(PgTaskClaim[] claims) => Assert.All(
        await fixture.Store.Tasks.CompleteAsync(Claims(claims), false, fixture.Caller, s_none),
        result => Assert.Null(result.Error));

    private async Task<long[]> AddAsync(int count, Func<int, NewTask> make) =>
        [.. (await fixture.Store.Tasks.AddAsync([.. Enumerable.Range(0, count).Select(make)], fixture.Caller, s_none))
            .Select(result => result.Task!.Id)];

    private Task ExpireAsync() => fixture.ExecuteAsync("UPDATE pgtasks.worker SET lease_until = now() - interval '1 second'");

    private Task ClearAsync() => fixture.ExecuteAsync("TRUNCATE pgtasks.task, pgtasks.worker");
}
