namespace PgTasks.Postgres.LocalServer;

/// <summary>Whether a failure is the full disk's, asked of the disk and not of the words of a message.</summary>
internal static class DiskSpace
{
    public const string Advice = "Make room on that disk, or name a -DataDirectory on another one.";

    /// <summary>What initdb writes: it takes all away when it fails, so little seems to be free enough.</summary>
    public const long NewData = 64 << 20;

    /// <summary>One more segment of the write-ahead log, without which PostgreSQL cannot start.</summary>
    public const long Start = 16 << 20;

    public static bool IsShort(ServerDirectory directory, long needed) =>
        new DriveInfo(directory.FullPath).AvailableFreeSpace < needed;
}
