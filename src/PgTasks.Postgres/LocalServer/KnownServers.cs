namespace PgTasks.Postgres.LocalServer;

/// <summary>The directories this account has started a server in, a small file each: no two writers meet.</summary>
internal static class KnownServers
{
    /// <summary>Where this account's default server and the list lie.</summary>
    public static string Home { get; } = OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess
        ? Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "pgtasks")
        : "/var/lib/pgtasks";

    private static string List => Path.Combine(Home, "servers");

    public static void Add(ServerDirectory directory)
    {
        try
        {
            Directory.CreateDirectory(List);
            File.WriteAllText(Path.Combine(List, directory.ShortName), directory.FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home takes nothing from a server whose directory was named: it is not listed, that is all.
        }
    }

    /// <summary>Those that still are; the entries of the others are dropped.</summary>
    public static IEnumerable<string> All()
    {
        if (!Directory.Exists(List))
        {
            yield break;
        }

        foreach (string entry in Directory.GetFiles(List))
        {
            string path = File.ReadAllText(entry);
            if (Directory.Exists(path))
            {
                yield return path;
            }
            else
            {
                File.Delete(entry);
            }
        }
    }
}
