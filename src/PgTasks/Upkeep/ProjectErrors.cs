namespace PgTasks;

/// <summary>What can be wrong with pausing a project.</summary>
internal static class ProjectErrors
{
    public static PgTaskException ProjectNotPaused(string project, string? above) => new(
        OwnErrors.Get(nameof(ProjectNotPaused)),
        above is null
            ? $"The project '{project}' is not paused."
            : $"The project '{project}' is not paused by itself, but with '{above}'.");
}
