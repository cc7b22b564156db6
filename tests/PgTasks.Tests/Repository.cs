namespace PgTasks.Tests;

/// <summary>The working copy that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The directory of PgTasks.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "PgTasks.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new DirectoryNotFoundException("No PgTasks.sln above " + AppContext.BaseDirectory);
    }
}
