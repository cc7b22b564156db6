using System.Collections.Concurrent;
using System.Management.Automation;

namespace PgTasks;

/// <summary>Starts a private server for a cmdlet, which shows the steps as progress.</summary>
internal static class ServerStart
{
    /// <summary>What <see cref="LocalServers.StartAsync"/> says.</summary>
    public static PgTaskServer Run(PgTaskCmdlet cmdlet, string? dataDirectory, string? binDirectory, bool ephemeral)
    {
        BlockingCollection<string> steps = [];
        Task<PgTaskServer> start = StartAsync();
        ProgressRecord progress = new(0, "Start the private PostgreSQL server", "Looking for it");
        foreach (string step in steps.GetConsumingEnumerable())
        {
            progress.StatusDescription = step;
            cmdlet.WriteProgress(progress);
        }

        progress.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(progress);
        return cmdlet.Wait(start, dataDirectory);

        async Task<PgTaskServer> StartAsync()
        {
            try
            {
                return await LocalServers.Create()
                    .StartAsync(dataDirectory, binDirectory, ephemeral, steps.Add, cmdlet.StopToken)
                    .ConfigureAwait(false);
            }
            finally
            {
                steps.CompleteAdding();
            }
        }
    }
}
