using System.Diagnostics;

namespace PgTasks.Tests.LocalServer;

/// <summary>An ephemeral server and its data end with the process that asked for it, however that ends.</summary>
public sealed class EphemeralServerTests(TestDirectory directory) : IClassFixture<TestDirectory>
{
    private const string HeldDirectory = "PGTASKS_TEST_HELD_DIRECTORY";

    [Fact]
    public async Task Stopping_removes_the_data()
    {
        PgTaskServer server = await directory.Servers.StartAsync(
            null, null, ephemeral: true, _ => { }, TestContext.Current.CancellationToken);
        object? durable = await directory.QueryAsync(server, "SHOW fsync");

        PgTaskServer stopped = await directory.Servers.StopAsync(server.DataDirectory, CancellationToken.None);

        Assert.True(server.IsEphemeral);
        Assert.Equal("off", durable);
        Assert.False(stopped.IsRunning);
        Assert.False(Directory.Exists(server.DataDirectory));
    }

    [Fact]
    public async Task A_killed_process_leaves_nothing()
    {
        string home = Path.Combine(directory.FullPath, "held");
        ProcessStartInfo start = new("dotnet",
        [
            typeof(EphemeralServerTests).Assembly.Location,
            "-explicit", "only",
            "-method", $"{typeof(EphemeralServerTests).FullName}.{nameof(Hold_a_server_until_killed)}",
        ])
        { RedirectStandardOutput = true };
        start.Environment[HeldDirectory] = home;
        start.Environment["PGTASKS_TEST_CONNECTION"] = "Host=unused";
        using Process child = Process.Start(start)!;
        await UntilAsync(async () => await directory.RunsAsync(home) || child.HasExited);
        int postmaster = (await directory.Servers.GetAsync(home, CancellationToken.None))!.ProcessId!.Value;

        child.Kill();

        await UntilAsync(() => Task.FromResult(!Directory.Exists(home)));
        await UntilAsync(() => Task.FromResult(!IsAlive(postmaster)));
    }

    /// <summary>Not a test: what the test above runs in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task Hold_a_server_until_killed()
    {
        await directory.StartAsync(Environment.GetEnvironmentVariable(HeldDirectory)!, ephemeral: true);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.ProcessName == "postgres" && !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
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
