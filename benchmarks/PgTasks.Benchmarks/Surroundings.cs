using System.Diagnostics;
using Npgsql;

namespace PgTasks.Benchmarks;

/// <summary>What the comparisons share: the server, the hosted module, a bare Npgsql pool, a temporary directory.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private Surroundings(Options options, string root)
    {
        Options = options;
        Root = root;
        Directory = System.IO.Directory.CreateTempSubdirectory("pgtasks-bench").FullName;
        Built = Path.Combine(root, "PgTasks.psd1");
        Packaged = Path.Combine(root, "out", "PgTasks", "PgTasks.psd1");
        Module = new HostedModule(Built);
    }

    public Options Options { get; }

    /// <summary>The repository.</summary>
    public string Root { get; }

    /// <summary>A temporary directory, removed at the end.</summary>
    public string Directory { get; }

    /// <summary>The module as dotnet build leaves it.</summary>
    public string Built { get; }

    /// <summary>The module as its users get it.</summary>
    public string Packaged { get; }

    /// <summary>Why that one cannot be measured, or null.</summary>
    public string? PackageMissing => File.Exists(Packaged) ? null : "run ./build.ps1 Package first";

    public HostedModule Module { get; }

    /// <summary>The private server that all contenders talk to.</summary>
    public PgTaskServer Server { get; private set; } = null!;

    /// <summary>Bare Npgsql, beside the module's own copy of it.</summary>
    public NpgsqlDataSource Bare { get; private set; } = null!;

    public string BareConnectionString { get; private set; } = "";

    // Beside that directory, which is this user's alone: for root the server runs under another account.
    private string DataDirectory => Directory + "-server";

    /// <summary>Starts a durable private server (fsync on, as a user's own), connects the module and makes the store.</summary>
    public static async Task<Surroundings> CreateAsync(Options options, string root)
    {
        Surroundings here = new(options, root);
        Console.CancelKeyPress += (_, _) => here.Abandon();
        try
        {
            here.Server = here.Module.Run<PgTaskServer>(
                "param($d) Start-PgTaskServer -DataDirectory $d", here.DataDirectory).Single();
            here.Module.Run<object>("param($s) $null = Connect-PgTask -Server $s", here.Server);
            here.BareConnectionString = new NpgsqlConnectionStringBuilder
            {
                Host = here.Server.HostName,
                Port = here.Server.Port,
                Database = here.Server.Database,
                Username = here.Server.UserName,
                GssEncryptionMode = GssEncryptionMode.Disable,
            }.ConnectionString;
            here.Bare = NpgsqlDataSource.Create(here.BareConnectionString);
            await here.ExecuteAsync("""
                CREATE SCHEMA peer;
                CREATE TABLE peer.task (LIKE pgtasks.task INCLUDING ALL);
                """);
            return here;
        }
        catch
        {
            await here.DisposeAsync();
            throw;
        }
    }

    /// <summary>Empties both tables and has the server write what it owes to the disk.</summary>
    public Task EmptyAsync() => ExecuteAsync("TRUNCATE pgtasks.task, pgtasks.worker, peer.task RESTART IDENTITY CASCADE; CHECKPOINT");

    /// <summary>Fills the store with so many tasks.</summary>
    public async Task FillAsync(int rows)
    {
        await EmptyAsync();
        await ExecuteAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            INSERT INTO pgtasks.task (title, description, priority, project, due)
            SELECT 'Task ' || i, 'What there is to say about the task number ' || i, 'high', 'Project ' || i % 10,
                now() + i * interval '1 second'
            FROM generate_series(1, {rows}) i
            """));
        await ExecuteAsync("VACUUM ANALYZE pgtasks.task");
        await ExecuteAsync("CHECKPOINT");
    }

    /// <summary>Fills the store with so many tasks that are a title alone.</summary>
    public async Task FillEmptyAsync(long tasks)
    {
        await EmptyAsync();
        await ExecuteAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            INSERT INTO pgtasks.task (title) SELECT 'Task ' || i FROM generate_series(1, {tasks}) i
            """));
        await ExecuteAsync("VACUUM ANALYZE pgtasks.task");
        await ExecuteAsync("CHECKPOINT");
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = Bare.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<object?> QueryAsync(string sql)
    {
        await using NpgsqlCommand command = Bare.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Timing around the work alone, after the garbage of the one before is gone.</summary>
    public static async Task<double> TimeAsync(Func<Task> work)
    {
        Collect();
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    public async ValueTask DisposeAsync()
    {
        if (Bare is not null)
        {
            await Bare.DisposeAsync();
        }

        if (Server is not null)
        {
            Module.Run<object>("param($d) Disconnect-PgTask; Stop-PgTaskServer $d", DataDirectory);
        }

        Module.Dispose();
        RemoveDirectories();
    }

    // Ctrl+C: the runspace is busy, so another one stops the server.
    private void Abandon()
    {
        if (System.IO.Directory.Exists(DataDirectory))
        {
            using HostedModule module = new(Built);
            module.Run<object>("param($d) Stop-PgTaskServer $d", DataDirectory);
        }

        RemoveDirectories();
    }

    private void RemoveDirectories()
    {
        foreach (string directory in new[] { Directory, DataDirectory }.Where(System.IO.Directory.Exists))
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }
}
