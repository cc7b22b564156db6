using System.Diagnostics;
using System.Globalization;
using PgTasks.Postgres;
using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.LocalServer;

/// <summary>One server, made by the first test that asks, stopped, killed and started again by them all.</summary>
public sealed class LocalServerTests(TestDirectory directory) : IClassFixture<TestDirectory>
{
    private string Home => directory.Server("durable");

    [Fact]
    public async Task Starting_again_finds_the_same_server()
    {
        PgTaskServer first = await directory.StartAsync(Home);
        PgTaskServer second = await directory.StartAsync(Home);

        Assert.True(first.IsRunning);
        Assert.False(first.IsEphemeral);
        Assert.NotNull(first.ProcessId);
        Assert.Equal(first.ProcessId, second.ProcessId);
        Assert.Equal("pgtasks", await directory.QueryAsync(second, "SELECT current_database()"));
        Assert.Equal(second.UserName, await directory.QueryAsync(second, "SELECT current_user::text"));
        Assert.Equal(
            second.Version,
            await directory.QueryAsync(second, "SELECT split_part(current_setting('server_version'), ' ', 1)"));
    }

    [Fact]
    public async Task Several_starts_at_once_share_one_server()
    {
        string shared = directory.Server("shared");

        PgTaskServer[] servers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => directory.StartAsync(shared))));

        Assert.Single(servers.Select(server => server.ProcessId).Distinct());
        Assert.NotNull(servers[0].ProcessId);
    }

    [Fact]
    public async Task A_restart_keeps_the_data()
    {
        PgTaskServer server = await directory.StartAsync(Home);
        await directory.QueryAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");

        PgTaskServer stopped = await directory.Servers.StopAsync(Home, CancellationToken.None);
        PgTaskServer again = await directory.StartAsync(Home);

        Assert.False(stopped.IsRunning);
        Assert.Null(stopped.ProcessId);
        Assert.NotEqual(server.ProcessId, again.ProcessId);
        Assert.Equal(42, await directory.QueryAsync(again, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task A_stopped_server_may_be_stopped_again()
    {
        await directory.StartAsync(Home);
        await directory.Servers.StopAsync(Home, CancellationToken.None);

        PgTaskServer stopped = await directory.Servers.StopAsync(Home, CancellationToken.None);

        Assert.False(stopped.IsRunning);
        Assert.False(await directory.RunsAsync(Home));
    }

    [Fact]
    public async Task A_server_killed_at_work_recovers()
    {
        PgTaskServer server = await directory.StartAsync(Home);
        await directory.QueryAsync(server, "CREATE TABLE survives AS SELECT 7 AS answer");

        // A backend that computes does not see its postmaster die, and holds on to the shared memory.
        Task<object?> busy = directory.QueryAsync(server, "SELECT count(*) FROM generate_series(1, 100000000000)");
        const string Running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM gen%'";
        await UntilAsync(async () => 1L.Equals(await directory.QueryAsync(server, Running)));
        Process.GetProcessById(server.ProcessId!.Value).Kill();
        await UntilAsync(async () => !await directory.RunsAsync(Home));

        PgTaskServer again = await directory.StartAsync(Home);

        Assert.NotEqual(server.ProcessId, again.ProcessId);
        Assert.Equal(7, await directory.QueryAsync(again, "SELECT answer FROM survives"));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task A_pid_file_that_names_another_server_is_stale()
    {
        PgTaskServer other = await directory.StartAsync(directory.Server("other"));
        await directory.StartAsync(Home);
        string pidFile = Path.Combine(Home, "data", "postmaster.pid");
        string[] lines = await File.ReadAllLinesAsync(pidFile);
        await directory.Servers.StopAsync(Home, CancellationToken.None);
        lines[0] = other.ProcessId!.Value.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines);

        bool claimed = await directory.RunsAsync(Home);
        PgTaskServer again = await directory.StartAsync(Home);

        Assert.False(claimed);
        Assert.True(again.IsRunning);
        Assert.NotEqual(other.ProcessId, again.ProcessId);
        Assert.Equal(
            other.ProcessId,
            (await directory.Servers.GetAsync(other.DataDirectory, CancellationToken.None))!.ProcessId);
    }

    [Fact]
    public async Task A_frozen_server_is_not_waited_for_longer_than_was_asked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGSTOP.");
        PgTaskServer server = await directory.StartAsync(directory.Server("frozen"));
        ConnectionRequest request = await directory.Servers.GetConnectionAsync(server, CancellationToken.None);
        ServerAccount account = await ServerAccount.FindAsync(CancellationToken.None);
        string process = server.ProcessId!.Value.ToString(CultureInfo.InvariantCulture);
        await account.RunAsync("kill", ["-STOP", process], "/", null, CancellationToken.None);
        try
        {
            await using PostgresTaskStore store = new();
            PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => store.OpenAsync(
                request with { ConnectTimeout = 1 }, new StoreCaller(_ => { }), CancellationToken.None));
            Assert.Equal("ConnectTimeout", error.ErrorId);
        }
        finally
        {
            await account.RunAsync("kill", ["-CONT", process], "/", null, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Only_the_owner_can_reach_it()
    {
        PgTaskServer server = await directory.StartAsync(Home);
        bool windows = OperatingSystem.IsWindows();

        Assert.Equal(windows ? "127.0.0.1" : "", await directory.QueryAsync(server, "SHOW listen_addresses"));
        Assert.Equal("0700", await directory.QueryAsync(server, "SHOW unix_socket_permissions"));
        Assert.Equal(
            windows ? "scram-sha-256" : "peer",
            await directory.QueryAsync(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"));
        if (!windows)
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(server.HostName));
        }
    }

    [Fact]
    public async Task A_directory_moves_with_its_data()
    {
        PgTaskServer server = await directory.StartAsync(directory.Server("here"));
        await directory.QueryAsync(server, "CREATE TABLE moved AS SELECT 3 AS answer");
        await directory.Servers.StopAsync(server.DataDirectory, CancellationToken.None);
        string there = directory.Server("it's there, $HOME");
        Directory.Move(server.DataDirectory, there);

        PgTaskServer again = await directory.StartAsync(there);

        Assert.Equal(there, again.DataDirectory);
        Assert.Equal(3, await directory.QueryAsync(again, "SELECT answer FROM moved"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_still_works()
    {
        PgTaskServer server = await directory.StartAsync(directory.Server(new string('x', 120)));

        Assert.Equal(1, await directory.QueryAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task The_servers_started_here_are_known()
    {
        PgTaskServer server = await directory.StartAsync(Home);

        PgTaskServer known = Assert.Single(
            await directory.Servers.GetAllAsync(CancellationToken.None), candidate => candidate.DataDirectory == server.DataDirectory);
        Assert.Equal(server.ProcessId, known.ProcessId);
    }

    [Fact]
    public async Task A_server_that_goes_on_after_its_stop_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program that refuses is a shell script.");
        PgTaskServer server = await directory.StartAsync(directory.Server("goes on"));
        ServerDirectory home = new(server.DataDirectory);
        ServerRecord record = (await ServerRecord.ReadAsync(home, CancellationToken.None))!;
        await (record with { BinDirectory = directory.Programs(_ => "exit 1") }).WriteAsync(home, CancellationToken.None);
        try
        {
            PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(
                () => directory.Servers.StopAsync(server.DataDirectory, CancellationToken.None));
            Assert.Equal("ServerStopFailed", error.ErrorId);
            Assert.True(await directory.RunsAsync(server.DataDirectory));
        }
        finally
        {
            await record.WriteAsync(home, CancellationToken.None);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
