using System.Diagnostics;
using Npgsql;
using PgTasks.Postgres;
using PgTasks.Postgres.Settings;
using PgTasks.Tests.LocalServer;

namespace PgTasks.Tests.Stress;

/// <summary>
/// PowerShells that share tasks while some of them are killed, and the server once: none is lost, each is done, and what
/// completes in its own transaction is done once. PGTASKS_STRESS=full has twenty of them do 5,000.
/// </summary>
[Trait("Category", "Stress")]
public sealed class StressTests : IAsyncLifetime
{
    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("PGTASKS_STRESS") == "full";
    private static readonly int s_workers = s_isFull ? 20 : 3;
    private static readonly int s_tasks = s_isFull ? 5000 : 240;
    private static readonly int s_kills = s_isFull ? 10 : 2;

    // What a busy machine may take until somebody who claims comes along.
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    private readonly TestDirectory _directory = new();
    private readonly PostgresTaskStore _store = new();
    private string _home = "";
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        _home = _directory.Server("stress");
        await StartServerAsync();
        // A worker has a connection for each lane, one to claim, one to renew its lease and one to be told.
        await ExecuteAsync("ALTER SYSTEM SET max_connections = 300");
        await _directory.Servers.StopAsync(_home, CancellationToken.None);
        await StartServerAsync();
        StoreCaller caller = new(_ => { });
        await _store.OpenAsync(new ConnectionRequest { ConnectionString = _connection }, caller, default);
        await _store.Schema.InitializeAsync(caller, default);
        await ExecuteAsync("""
            CREATE TABLE public.done (task bigint NOT NULL, run integer NOT NULL, by integer NOT NULL);
            CREATE TABLE public.claimed (task bigint NOT NULL, run integer NOT NULL, at timestamptz NOT NULL);
            CREATE FUNCTION public.log_claim() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO public.claimed VALUES (NEW.id, NEW.run, clock_timestamp()); RETURN NULL; END';
            CREATE TRIGGER log_claim AFTER UPDATE ON pgtasks.task
                FOR EACH ROW WHEN (NEW.run <> OLD.run) EXECUTE FUNCTION public.log_claim()
            """);
        await ExecuteAsync($"""
            INSERT INTO pgtasks.task (title, project, max_attempts)
            SELECT 'Task ' || i, CASE i % 2 WHEN 0 THEN 'once' ELSE 'often' END, 100 FROM generate_series(1, {s_tasks}) i
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _directory.DisposeAsync();
    }

    [Theory]
    [InlineData("claims.ps1")]
    [InlineData("worker.ps1")]
    public async Task None_is_lost_and_each_is_done_whoever_is_killed(string script)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        end.CancelAfter(s_longest);
        await using StressWorkers workers = new(script, _connection);
        for (int i = 0; i < s_workers; i++)
        {
            workers.Start();
        }

        List<Orphan> orphans = [];
        for (int kill = 1; kill <= s_kills; kill++)
        {
            await WaitForDoneAsync(s_tasks * kill / (s_kills + 2), workers, end.Token);
            orphans.AddRange(await KillAsync(workers, end.Token));
            workers.Start();
        }

        await WaitForDoneAsync(s_tasks * (s_kills + 1) / (s_kills + 2), workers, end.Token);
        await CrashServerAsync();
        await workers.WaitAsync(end.Token);

        Assert.NotEmpty(orphans);
        Assert.Equal((long)s_tasks, await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"));
        Assert.Equal(0L, await ExecuteAsync(
            "SELECT count(*) FROM pgtasks.task t WHERE NOT EXISTS (SELECT FROM public.done d WHERE d.task = t.id)"));
        Assert.Equal(s_tasks / 2L, await ExecuteAsync(
            "SELECT count(*) FROM public.done d JOIN pgtasks.task t ON t.id = d.task WHERE t.project = 'once'"));
        foreach (Orphan orphan in orphans)
        {
            object? again = await ExecuteAsync(
                $"SELECT min(at) FROM public.claimed WHERE task = {orphan.Task} AND run > {orphan.Run}");
            Assert.InRange(Assert.IsType<DateTime>(again), orphan.LeaseUntil, orphan.LeaseUntil + s_slack);
        }
    }

    /// <summary>Kills a worker that holds tasks; those that it then leaves behind.</summary>
    private async Task<List<Orphan>> KillAsync(StressWorkers workers, CancellationToken stop)
    {
        while (true)
        {
            Assert.True(
                (bool)(await ExecuteAsync("SELECT EXISTS (SELECT FROM pgtasks.task WHERE status <> 'completed')"))!,
                "All was done before somebody could be killed.");
            workers.AssertWell();
            int? victim = (int?)await ExecuteAsync($"""
                SELECT substring(w.holder from ':(\d+)$')::int
                FROM pgtasks.worker w JOIN pgtasks.task t ON t.worker_id = w.id AND t.status = 'running'
                WHERE w.lease_until > now() AND substring(w.holder from ':(\d+)$')::int = ANY ('{workers.Living}')
                GROUP BY w.holder ORDER BY count(*) DESC LIMIT 1
                """);
            if (victim is { } process && await workers.KillAsync(process))
            {
                // What it had sent is done or undone once its connections are gone.
                while ((long)(await ExecuteAsync(
                    $"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stress {process}'"))! > 0)
                {
                    await Task.Delay(10, stop);
                }

                List<Orphan> orphans = await ReadOrphansAsync(process);
                if (orphans.Count > 0)
                {
                    return orphans;
                }

                workers.Start();
            }

            await Task.Delay(10, stop);
        }
    }

    private async Task<List<Orphan>> ReadOrphansAsync(int process)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_connection);
        await using NpgsqlCommand command = source.CreateCommand($"""
            SELECT t.id, t.run, w.lease_until FROM pgtasks.worker w
            JOIN pgtasks.task t ON t.worker_id = w.id AND t.status = 'running' WHERE w.holder LIKE '%:{process}'
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<Orphan> orphans = [];
        while (await reader.ReadAsync())
        {
            orphans.Add(new Orphan(reader.GetInt64(0), reader.GetInt32(1), reader.GetDateTime(2)));
        }

        return orphans;
    }

    private async Task WaitForDoneAsync(int count, StressWorkers workers, CancellationToken stop)
    {
        while ((long)(await ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"))! < count)
        {
            workers.AssertWell();
            await Task.Delay(20, stop);
        }
    }

    /// <summary>Has the server's processes die on the spot, and starts it anew on what they had written.</summary>
    private async Task CrashServerAsync()
    {
        PgTaskServer server = (await _directory.Servers.GetAsync(_home, CancellationToken.None))!;
        using (Process kill = Process.Start("kill", ["-QUIT", $"{server.ProcessId}"]))
        {
            await kill.WaitForExitAsync();
        }

        while (await _directory.RunsAsync(_home))
        {
            await Task.Delay(20);
        }

        string before = _connection;
        await StartServerAsync();
        Assert.Equal(before, _connection);
    }

    private async Task StartServerAsync() => _connection = ConnectionSettings.Resolve(
        await _directory.Servers.GetConnectionAsync(await _directory.StartAsync(_home), CancellationToken.None))
        .Builder.ConnectionString;

    private Task<object?> ExecuteAsync(string sql) => TestServer.ExecuteAsync(_connection, sql);

    private sealed record Orphan(long Task, int Run, DateTime LeaseUntil);
}
