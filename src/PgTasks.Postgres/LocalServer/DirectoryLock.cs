namespace PgTasks.Postgres.LocalServer;

/// <summary>Holds a server's directory while the server is started or stopped; disposing it lets the next one in.</summary>
internal sealed class DirectoryLock : IAsyncDisposable
{
    private static readonly string[] s_ownFiles =
        ["server.json", "server.conf", "pg_hba.conf", "pg_ident.conf", "password", "pgtasks.lock"];

    private readonly ServerDirectory _directory;
    private readonly FileStream _file;
    private readonly bool _made;

    private DirectoryLock(ServerDirectory directory, FileStream file, bool made) =>
        (_directory, _file, _made) = (directory, file, made);

    /// <summary>
    /// Makes the directory, or takes an empty one or one of ours, and waits until no other process starts or stops the
    /// server in it. Refuses a directory with anything else in it, untouched.
    /// </summary>
    /// <exception cref="PgTaskException">DataDirectoryNotUsable.</exception>
    public static async Task<DirectoryLock> TakeAsync(
        ServerDirectory directory, ServerAccount account, Action<string> onProgress, CancellationToken stop)
    {
        bool made = await DirectoryOwnership.TakeAsync(directory, account, stop);
        for (bool waiting = false; ; waiting = true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                FileStream file = new(directory.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(directory.LockFile))
                {
                    return new DirectoryLock(directory, file, made);
                }

                // Its holder failed, took its new directory away and let go of a file that no longer has a name.
                await file.DisposeAsync();
                made = await DirectoryOwnership.TakeAsync(directory, account, stop);
            }
            catch (DirectoryNotFoundException)
            {
                made = await DirectoryOwnership.TakeAsync(directory, account, stop);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (!waiting)
                {
                    onProgress("Waiting for another process that starts or stops this server");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
            }
        }
    }

    /// <summary>After a first start that failed: takes away what it made, unless a server is in it.</summary>
    public async Task RemoveUnusedAsync(ServerAccount account)
    {
        try
        {
            if (_directory.HoldsServer || !Directory.Exists(_directory.FullPath))
            {
                return;
            }

            await RemoveDirectoriesAsync(account);
            Array.ForEach(s_ownFiles, name => File.Delete(_directory.In(name)));
            if (_made && !Directory.EnumerateFileSystemEntries(_directory.FullPath).Any())
            {
                Directory.Delete(_directory.FullPath);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stays is ours still, so the next start goes on from there. The first failure is the one to tell.
        }
    }

    /// <summary>Takes a stopped server away with its data; the directory itself, unless something else is in it.</summary>
    public async Task RemoveServerAsync(ServerAccount account)
    {
        await DirectoryOwnership.RemoveAsync(_directory.Data, account);
        await RemoveDirectoriesAsync(account);
        await _file.DisposeAsync();
        Array.ForEach(s_ownFiles, name => File.Delete(_directory.In(name)));
        File.Delete(_directory.AliveFile);
        if (!Directory.EnumerateFileSystemEntries(_directory.FullPath).Any())
        {
            Directory.Delete(_directory.FullPath);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task RemoveDirectoriesAsync(ServerAccount account)
    {
        await DirectoryOwnership.RemoveAsync(_directory.NewData, account);
        await DirectoryOwnership.RemoveAsync(_directory.In(SocketDirectory.OwnName), account);
    }

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
