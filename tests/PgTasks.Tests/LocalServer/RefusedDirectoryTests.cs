namespace PgTasks.Tests.LocalServer;

/// <summary>What a server is not started from, and what stays as it was.</summary>
public sealed class RefusedDirectoryTests(TestDirectory directory) : IClassFixture<TestDirectory>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_directory_with_other_files_is_left_alone(bool ephemeral)
    {
        string foreign = Directory.CreateDirectory(Path.Combine(directory.FullPath, $"foreign{ephemeral}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(foreign, "letter.txt"), "Dear reader");

        Assert.Equal("DataDirectoryNotUsable", await ErrorAsync(foreign, ephemeral));
        Assert.Equal("letter.txt", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(foreign))));
    }

    [Fact]
    public async Task A_file_is_no_directory()
    {
        string file = Path.Combine(directory.FullPath, "file");
        await File.WriteAllTextAsync(file, "text");

        Assert.Equal("DataDirectoryNotUsable", await ErrorAsync(file));
        Assert.Equal("text", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_read_only_place_is_refused() =>
        Assert.Equal(
            "DataDirectoryNotUsable", await ErrorAsync(OperatingSystem.IsMacOS() ? "/System/pgtasks" : "/sys/pgtasks"));

    [Fact]
    public async Task Missing_programs_leave_no_directory()
    {
        string home = Path.Combine(directory.FullPath, "unmade");

        Assert.Equal("ServerNotInstalled", await ErrorAsync(home, bin: directory.FullPath));
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task Data_of_another_version_ask_for_its_server()
    {
        string home = directory.Server("old");
        PgTaskServer server = await directory.StartAsync(home);
        await directory.Servers.StopAsync(home, CancellationToken.None);
        string version = Path.Combine(home, "data", "PG_VERSION");
        string real = await File.ReadAllTextAsync(version);
        await File.WriteAllTextAsync(version, "11\n");

        Assert.Equal("ServerVersionMismatch", await ErrorAsync(home));
        await File.WriteAllTextAsync(version, real);
        Assert.Equal(server.Version, (await directory.StartAsync(home)).Version);
    }

    [Fact]
    public async Task A_broken_setting_fails_the_start()
    {
        string home = directory.Server("broken");
        await directory.StartAsync(home);
        await directory.Servers.StopAsync(home, CancellationToken.None);
        await File.AppendAllTextAsync(Path.Combine(home, "data", "postgresql.conf"), "\nno_such_setting = 1\n");

        Assert.Equal("ServerStartFailed", await ErrorAsync(home));
        Assert.False(await directory.RunsAsync(home));
    }

    [Fact]
    public async Task A_cancelled_start_leaves_no_directory()
    {
        string home = Path.Combine(directory.FullPath, "cancelled");
        using CancellationTokenSource stop = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => directory.Servers.StartAsync(
            home, null, ephemeral: false, step => stop.CancelAfter(TimeSpan.FromMilliseconds(100)), stop.Token));

        Assert.False(Directory.Exists(home));
    }

    [Theory]
    [InlineData("initdb", false)]
    [InlineData("initdb", true)]
    [InlineData("pg_ctl", true)]
    public async Task A_start_whose_programs_fail_leaves_no_directory(string broken, bool ephemeral)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are scripts of the shell.");
        string home = Path.Combine(directory.FullPath, $"failed {broken} {ephemeral}");
        string real = (await directory.StartAsync(directory.Server("real"))).BinDirectory;
        string programs = directory.Programs(program => program == broken ? "exit 1" : $"exec '{real}/{program}' \"$@\"");

        Assert.Equal("ServerStartFailed", await ErrorAsync(home, ephemeral, programs));
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task A_cancelled_ephemeral_start_leaves_no_directory()
    {
        string home = Path.Combine(directory.FullPath, "cancelled ephemeral");
        using CancellationTokenSource stop = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => directory.Servers.StartAsync(
            home, null, ephemeral: true, step => stop.CancelAfter(TimeSpan.FromMilliseconds(100)), stop.Token));

        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task Stopping_what_is_no_server_says_so()
    {
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(
            () => directory.Servers.StopAsync(directory.FullPath, CancellationToken.None));

        Assert.Equal("ServerNotFound", error.ErrorId);
        Assert.Null(await directory.Servers.GetAsync(directory.FullPath, CancellationToken.None));
    }

    private async Task<string> ErrorAsync(string path, bool ephemeral = false, string? bin = null) =>
        (await Assert.ThrowsAsync<PgTaskException>(() => directory.StartAsync(path, ephemeral, bin))).ErrorId;
}
