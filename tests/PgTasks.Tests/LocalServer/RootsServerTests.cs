using System.Diagnostics;
using System.Runtime.Versioning;
using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.LocalServer;

/// <summary>Whatever the server's account puts into root's way, root writes to none of root's other files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RootsServerTests(TestDirectory directory) : IClassFixture<TestDirectory>, IAsyncLifetime
{
    private const string Secret = "root's own";

    private static readonly string[] s_written =
    [
        "pgtasks.lock", "alive.lock", "password", "server.json", "server.json.new", "server.conf", "server.conf.new",
        "pg_hba.conf", "pg_hba.conf.new", "pg_ident.conf", "pg_ident.conf.new",
    ];

    private ServerAccount _account = null!;
    private string _victim = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "Only root has another account run the server.");
        _account = await ServerAccount.FindAsync(CancellationToken.None);
        _victim = Path.Combine(directory.FullPath, $"victim-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(_victim, Secret);
        File.SetUnixFileMode(_victim, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Links_planted_while_an_ephemeral_server_is_made_lead_nowhere()
    {
        string home = Path.Combine(directory.FullPath, "raced");
        using Process planter = ServerAccount.Launch(_account.Program(
            "/bin/sh",
            [
                "-c",
                """
                home=$1 victim=$2; shift 2
                while :; do
                  for name in "$@" data/server.log.old data/postmaster.pid.new; do ln -s "$victim" "$home/$name"; done
                done 2>/dev/null
                """,
                "sh", home, _victim, .. s_written,
            ],
            "/",
            null));
        try
        {
            await directory.StartAsync(home, ephemeral: true);
            await AssertNobodyElseWritesAsync(home);
            Assert.DoesNotContain(Directory.GetFiles(home), file => new FileInfo(file).LinkTarget is not null);
        }
        finally
        {
            planter.Kill();
            await planter.WaitForExitAsync();
        }

        await directory.Servers.StopAsync(home, CancellationToken.None);
        Assert.False(Directory.Exists(home));
        await AssertUntouchedAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_empty_directory_of_the_servers_account_becomes_roots(bool ephemeral, bool linked)
    {
        string home = directory.Server($"given {ephemeral} {linked}");
        await DirectoryOwnership.GiveAsync(home, _account, CancellationToken.None);
        string named = linked ? home + " link" : home;
        if (linked)
        {
            File.CreateSymbolicLink(named, home);
            Assert.Equal("DataDirectoryNotUsable", await ErrorAsync(named, ephemeral));
            return;
        }

        await directory.StartAsync(named, ephemeral);

        await AssertNobodyElseWritesAsync(home);
        await directory.Servers.StopAsync(home, CancellationToken.None);
    }

    [Theory]
    [InlineData("pgtasks.lock")]
    [InlineData("pg_hba.conf.new")]
    [InlineData("server.json.new")]
    public async Task A_directory_of_the_servers_account_with_links_in_it_is_refused(string name)
    {
        string home = directory.Server("planted " + name);
        await DirectoryOwnership.GiveAsync(home, _account, CancellationToken.None);
        await RunAsAccountAsync("""touch "$1/pgtasks.lock"; ln -sf "$2" "$1/$3" """, home, _victim, name);

        Assert.Equal("DataDirectoryNotUsable", await ErrorAsync(home));
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_directory_that_others_may_write_to_is_closed_to_them()
    {
        string home = Directory.CreateDirectory(directory.Server("open")).FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);

        await directory.StartAsync(home);

        await AssertNobodyElseWritesAsync(home);
    }

    [Theory]
    [InlineData("above")]
    [InlineData("above link")]
    public async Task A_place_below_a_directory_of_another_account_is_refused(string name)
    {
        string above = Path.Combine(directory.FullPath, "above");
        await DirectoryOwnership.GiveAsync(above, _account, CancellationToken.None);
        if (name != "above" && !Path.Exists(Path.Combine(directory.FullPath, name)))
        {
            File.CreateSymbolicLink(Path.Combine(directory.FullPath, name), above);
        }

        Assert.Equal("DataDirectoryNotUsable", await ErrorAsync(Path.Combine(directory.FullPath, name, "server")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(above));
    }

    [Fact]
    public async Task Links_in_the_servers_own_data_lead_nowhere()
    {
        string home = directory.Server("linked");
        await directory.StartAsync(home);
        await directory.Servers.StopAsync(home, CancellationToken.None);
        await RunAsAccountAsync(
            """
            ln -sf "$2" "$1/data/postmaster.pid"
            ln -sf "$2" "$1/data/server.log.old"
            head -c 11000000 /dev/zero > "$1/data/server.log"
            """,
            home, _victim);

        await directory.StartAsync(home);

        await AssertUntouchedAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task AssertUntouchedAsync()
    {
        Assert.Equal(Secret, await File.ReadAllTextAsync(_victim));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_victim));
    }

    private async Task AssertNobodyElseWritesAsync(string home)
    {
        ProgramResult touched = await RunAsAccountAsync("""touch "$1/planted" """, home);
        Assert.NotEqual(0, touched.ExitCode);
        ProgramResult moved = await RunAsAccountAsync("""mv "$1/data" "$1/moved" """, home);
        Assert.NotEqual(0, moved.ExitCode);
    }

    private Task<ProgramResult> RunAsAccountAsync(string script, params string[] arguments) =>
        _account.ShellAsync(script, arguments, "/", CancellationToken.None);

    private async Task<string> ErrorAsync(string path, bool ephemeral = false) =>
        (await Assert.ThrowsAsync<PgTaskException>(() => directory.StartAsync(path, ephemeral))).ErrorId;
}
