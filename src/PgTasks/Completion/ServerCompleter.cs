using System.Collections;

namespace PgTasks;

/// <summary>Completes the directories of this account's private servers, else paths.</summary>
internal sealed class ServerCompleter : BoundedCompleter
{
    private protected override bool MayBeFile => true;

    private protected override Func<CancellationToken, Task<IReadOnlyList<Completion>>> Prepare(
        string command, string begun, IDictionary bound) => async stop =>
            [.. (await LocalServers.Create().GetAllAsync(stop))
                .Where(server => server.DataDirectory.StartsWith(begun, StringComparison.Ordinal))
                .Select(server => new Completion(
                    server.DataDirectory, $"PostgreSQL {server.Version}, {(server.IsRunning ? "running" : "stopped")}"))];
}
