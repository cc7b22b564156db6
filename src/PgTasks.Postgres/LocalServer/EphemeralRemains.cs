namespace PgTasks.Postgres.LocalServer;

/// <summary>The temporary directories of ephemeral servers, and what is left of them.</summary>
internal static class EphemeralRemains
{
    private const string Prefix = "pgtasks-";

    /// <summary>Makes a directory for one server; the account that runs it may pass.</summary>
    /// <exception cref="PgTaskException">DataDirectoryNotUsable.</exception>
    public static string MakeTemporary(ServerAccount account)
    {
        if (OperatingSystem.IsWindows())
        {
            string path = Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName());
            WindowsAccess.CreateForOwnerAlone(path);
            return path;
        }

        try
        {
            string path = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (account.RunAs is not null)
            {
                File.SetUnixFileMode(
                    path, File.GetUnixFileMode(path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerFaults.TemporaryNotUsable(Path.GetTempPath(), account.Caller, exception);
        }
    }

    /// <summary>Where ephemeral servers lie or lay, of this process and of others.</summary>
    /// <remarks>Only directories of the caller's own: anyone may put one of that name into /tmp.</remarks>
    public static async Task<string[]> FindAsync(ServerAccount account, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.GetDirectories(Path.GetTempPath(), Prefix + "*");
        }

        ProgramResult found = await account.AsCaller.ShellAsync(
            """find "$1" -maxdepth 1 -type d -user "$2" -name 'pgtasks-??????'""",
            [Path.TrimEndingDirectorySeparator(Path.GetTempPath()), account.Caller],
            "/",
            stop);
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Removes the servers of processes that took their caretaker with them.</summary>
    public static async Task SweepAsync(ServerAccount account, CancellationToken stop)
    {
        foreach (string path in await FindAsync(account, stop))
        {
            await RemoveAbandonedAsync(new ServerDirectory(path), account, stop);
        }
    }

    /// <summary>Removes a server unless the process that it ends with lives.</summary>
    public static async Task RemoveAbandonedAsync(ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        try
        {
            await using FileStream alive = new(directory.AliveFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its process lives, or it is only being made, or another process sweeps.
            return;
        }

        string bin = (await ServerRecord.ReadAsync(directory, stop))?.BinDirectory ?? "";
        await RemoveAsync(directory, new PostgresInstallation(bin, ""), account);
    }

    /// <summary>Ends the server where it still runs, and removes its directory.</summary>
    public static async Task RemoveAsync(
        ServerDirectory directory, PostgresInstallation installation, ServerAccount account)
    {
        try
        {
            if (!Directory.Exists(directory.FullPath))
            {
                return;
            }

            if (await CrashRemains.LivesAsync(directory, account, CancellationToken.None))
            {
                await account.RunAsync(
                    installation.Program("pg_ctl"),
                    ["stop", "-s", "-m", "immediate"],
                    directory.FullPath,
                    directory.Data,
                    CancellationToken.None);
            }

            foreach (string path in (string[])[directory.Data, directory.NewData, directory.In(SocketDirectory.OwnName)])
            {
                await DirectoryOwnership.RemoveAsync(path, account);
            }

            Directory.Delete(directory.FullPath, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PgTaskException)
        {
            // The next ephemeral start tries again.
        }
    }

    /// <summary>Removes a directory that has not got further than its marks, or is still empty.</summary>
    public static void RemoveUnused(ServerDirectory directory, bool isOurs)
    {
        try
        {
            if (isOurs)
            {
                File.Delete(directory.AliveFile);
                File.Delete(directory.LockFile);
            }

            Directory.Delete(directory.FullPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is not empty: somebody else's.
        }
    }
}
