using System.Text.RegularExpressions;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The directory of the server's socket, which none but its account can enter.</summary>
internal static partial class SocketDirectory
{
    /// <summary>The directory in the server's own.</summary>
    public const string OwnName = "run";

    // sun_path holds 104 bytes on macOS and the BSDs, 108 on Linux, each with a closing zero.
    private const int LongestPath = 103;
    private const string LongestSocket = "/.s.PGSQL.65535.lock";

    /// <summary>Makes the directory where it is missing, and refuses one that others can enter.</summary>
    public static async Task<string> MakeAsync(
        ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        string path = PathFor(directory, account);
        if (account.RunAs is not null && path == directory.In(OwnName))
        {
            await DirectoryOwnership.GiveAsync(path, account, stop);
            return path;
        }

        // Someone else may have put a directory or a link of that name into /tmp, so find looks at what is there.
        ProgramResult result = await account.ShellAsync(
            """mkdir -m 0700 "$1" 2>/dev/null; find "$1" -prune -type d -user "$2" -perm 0700""",
            [path, account.Owner],
            "/",
            stop);
        return result.Output.Trim() == path ? path : throw ServerFaults.SocketDirectoryOfOther(
            directory.FullPath, path, account.Owner);
    }

    /// <summary>run/ in the server's directory; a short one in /tmp where that path is too long for a socket.</summary>
    public static string PathFor(ServerDirectory directory, ServerAccount account)
    {
        string own = directory.In(OwnName);
        return own.Length + LongestSocket.Length <= LongestPath && PlainPath().IsMatch(own)
            ? own
            : $"/tmp/pgtasks-{account.Owner}-{directory.ShortName}";
    }

    /// <summary>Takes the directory in /tmp away, once the server that needed one is down.</summary>
    public static void RemoveShort(ServerDirectory directory, ServerAccount account)
    {
        string path = PathFor(directory, account);
        if (path != directory.In(OwnName) && Directory.Exists(path)
            && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    // Npgsql takes a comma or a colon in a host apart, and a connection string a space.
    [GeneratedRegex("^[A-Za-z0-9/._+@-]+$")]
    private static partial Regex PlainPath();
}
