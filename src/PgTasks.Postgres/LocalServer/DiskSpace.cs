namespace PgTasks.Postgres.LocalServer;

/// <summary>Whether a failure is the full disk's, asked of the disk and not of the words of a message.</summary>
internal static class DiskSpace
{
    public const string Advice = "Make room on that disk, or name a -DataDirectory on another one.";

    // One more segment of the write-ahead log, without which PostgreSQL cannot start.
    private const long Needed = 16 << 20;

    public static bool IsShort(ServerDirectory directory) =>
        new DriveInfo(directory.FullPath).AvailableFreeSpace < Needed;
}
