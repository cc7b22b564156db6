namespace PgTasks.Postgres.LocalServer;

/// <summary>
/// Sees to it that nobody else can put anything where the caller writes. Root above all: a link that the server's
/// account planted there would lead what root writes to any file of the machine. So the server's account owns data/ and
/// run/ alone, and root changes nothing in them itself.
/// </summary>
internal static class DirectoryOwnership
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Prints the first of the directories above that another account could change. Links count by who put them there;
    // where the sticky bit is set, each may rename only what is its own.
    private const string FindForeign = """
        up() {
          path=$1
          while [ "$path" != / ]; do
            path=$(dirname "$path")
            foreign=$(find "$path" -prune \( ! -user 0 -o ! -type l ! -perm -1000 \( -perm -020 -o -perm -002 \) \))
            [ -z "$foreign" ] || { printf '%s' "$path"; exit; }
          done
        }
        up "$1"
        [ ! -L "$1" ] || up "$1/link"
        if [ -d "$1" ]; then
          real=$(cd "$1" && pwd -P) && up "$real"
        else
          here=$1
          while [ ! -d "$here" ]; do here=$(dirname "$here"); done
          real=$(cd "$here" && pwd -P) && up "$real/new"
        fi
        """;

    // An empty directory of the server's account becomes root's. Where others could write, they may have done so.
    private const string Take = """
        cd "$1" || exit 2
        open=$(find . -prune \( -perm -020 -o -perm -002 \))
        if [ "$2" != "$3" ] && [ "$(find . -prune -user "$3")" ] && [ ! -L "$1" ]; then
          chown "$2" . && chmod 0711 . || exit 2
          open=.
        fi
        [ "$(find . -prune -user "$2")" ] || exit 3
        [ "$open" ] || exit 0
        chmod go-w . || exit 2
        [ -z "$(find . ! -name . -prune \
          ! \( -type d \( -name data -o -name data.new -o -name run \) \) ! \( -type f -links 1 -user "$2" \))" ] || exit 3
        """;

    /// <summary>Makes the directory, or takes an empty one or one of ours; refuses any other, untouched.</summary>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="PgTaskException">DataDirectoryNotUsable.</exception>
    public static async Task<bool> TakeAsync(ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        ServerAccount caller = account.AsCaller;
        if (account.RunAs is not null)
        {
            ProgramResult found = await caller.ShellAsync(FindForeign, [directory.FullPath], "/", stop);
            if (found.Output.Length > 0)
            {
                throw ServerFaults.DirectoryOfOther(directory.FullPath, found.Output);
            }
        }

        RefuseOtherFiles(directory);
        bool made = Make(directory.FullPath, passable: account.RunAs is not null);
        if (OperatingSystem.IsWindows())
        {
            return made;
        }

        ProgramResult taken = await caller.ShellAsync(
            Take, [directory.FullPath, account.Caller, account.Owner], "/", stop);
        if (taken.ExitCode == 3)
        {
            throw ServerFaults.DirectoryOfOther(directory.FullPath, directory.FullPath);
        }

        RefuseOtherFiles(directory);
        return made;
    }

    /// <summary>Makes a directory that belongs to the server's account; only root needs to.</summary>
    public static async Task GiveAsync(string path, ServerAccount account, CancellationToken stop)
    {
        if (account.RunAs is null)
        {
            return;
        }

        ProgramResult result = await account.AsCaller.RunAsync(
            "install", ["-d", "-m", "0700", "-o", account.Owner, path], "/", null, stop);
        if (result.ExitCode != 0)
        {
            throw ServerErrors.DataDirectoryNotUsable(path, result.Errors.Trim());
        }
    }

    /// <summary>Removes a directory that belongs to the server's account: what is in it as that account.</summary>
    public static async Task RemoveAsync(string path, ServerAccount account)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (account.RunAs is not null)
        {
            await account.ShellAsync(
                """cd "$1" && find . ! -name . -prune -exec rm -rf {} +""", [path], "/", CancellationToken.None);
        }

        Directory.Delete(path, recursive: account.RunAs is null);
    }

    private static void RefuseOtherFiles(ServerDirectory directory)
    {
        if (!File.Exists(directory.LockFile) && Directory.Exists(directory.FullPath)
            && Directory.EnumerateFileSystemEntries(directory.FullPath).Any() && !File.Exists(directory.LockFile))
        {
            throw ServerFaults.DirectoryNotEmpty(directory.FullPath);
        }
    }

    private static bool Make(string directory, bool passable)
    {
        if (Directory.Exists(directory))
        {
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            WindowsAccess.CreateForOwnerAlone(directory);
            return true;
        }

        Stack<string> missing = [];
        for (string? path = directory; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Push(path);
        }

        foreach (string path in missing)
        {
            // Root's own directories must let the server's account pass, whatever the umask.
            Directory.CreateDirectory(path, Owner);
            File.SetUnixFileMode(path, passable ? Owner | OthersPass : Owner);
        }

        return true;
    }
}
