using System.Collections;

namespace PgTasks;

/// <summary>Completes the names of the open sessions.</summary>
internal sealed class SessionCompleter : BoundedCompleter
{
    private protected override Func<CancellationToken, Task<IReadOnlyList<Completion>>> Prepare(
        string command, string begun, IDictionary bound)
    {
        IReadOnlyList<Completion> found = [.. RunspaceSessions.Here.Open
            .Where(session => session.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(session => new Completion(session.Name, $"{session.Database} on {session.HostName}"))];
        return _ => Task.FromResult(found);
    }
}
