namespace PgTasks.Postgres.LocalServer;

/// <summary>The directories this account has started a server in, a small file each: no two writers meet.</summary>
internal static class KnownServers
{
    /// <summary>Where this account's default server and the list lie: PGTASKS_HOME, or where the system keeps such.</summary>
    public static string Home => Environment.GetEnvironmentVariable("PGTASKS_HOME") is { Length: > 0 } home
        ? Path.GetFullPath(home)
        : OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess
        ? Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "pgtasks")
        : "/var/lib/pgtasks";

    private static string List => Path.Combine(Home, "servers");

    /// <summary>Adds a server to the list.</summary>
    public static async Task AddAsync(ServerDirectory directory, CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(List);
            await File.WriteAllTextAsync(Path.Combine(List, directory.ShortName), directory.FullPath, stop);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A read-only home takes nothing from a server whose directory was named: it is not listed, that is all.
        }
    }

    /// <summary>Takes a server off the list.</summary>
    public static void Remove(ServerDirectory directory)
    {
        if (Directory.Exists(List))
        {
            File.Delete(Path.Combine(List, directory.ShortName));
        }
    }

    /// <summary>Those that still are; the entries of the others are dropped.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(CancellationToken stop)
    {
        List<string> paths = [];
        foreach (string entry in Directory.Exists(List) ? Directory.GetFiles(List) : [])
        {
            string path = await File.ReadAllTextAsync(entry, stop);
            if (Directory.Exists(path))
            {
                paths.Add(path);
            }
            else
            {
                File.Delete(entry);
            }
        }

        return paths;
    }
}
