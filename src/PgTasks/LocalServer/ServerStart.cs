using System.Collections.Concurrent;
using System.Management.Automation;

namespace PgTasks;

/// <summary>Starts a private server for a cmdlet, which shows the steps as progress.</summary>
internal static class ServerStart
{
    /// <summary>What <see cref="LocalServers.StartAsync"/> says.</summary>
    public static PgTaskServer Run(PgTaskCmdlet cmdlet, string? dataDirectory, string? binDirectory, bool ephemeral) => Run(
        cmdlet,
        dataDirectory,
        onProgress => LocalServers.Create().StartAsync(
            dataDirectory, binDirectory, ephemeral, onProgress, cmdlet.StopToken));

    /// <summary>What <see cref="LocalServers.StartDefaultAsync"/> says.</summary>
    public static PgTaskServer? RunDefault(PgTaskCmdlet cmdlet) => Run(
        cmdlet, null, onProgress => LocalServers.Create().StartDefaultAsync(onProgress, cmdlet.StopToken));

    private static T Run<T>(PgTaskCmdlet cmdlet, object? target, Func<Action<string>, Task<T>> run)
    {
        BlockingCollection<string> steps = [];
        Task<T> start = StartAsync();
        ProgressRecord progress = new(0, "Start the private PostgreSQL server", "Looking for it");
        foreach (string step in steps.GetConsumingEnumerable())
        {
            progress.StatusDescription = step;
            cmdlet.WriteProgress(progress);
        }

        progress.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(progress);
        return cmdlet.Wait(start, target);

        async Task<T> StartAsync()
        {
            try
            {
                return await run(steps.Add).ConfigureAwait(false);
            }
            finally
            {
                steps.CompleteAdding();
            }
        }
    }
}
