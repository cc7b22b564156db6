using System.Collections;

namespace PgTasks;

/// <summary>Completes the services of pg_service.conf.</summary>
internal sealed class ServiceCompleter : BoundedCompleter
{
    private protected override Func<CancellationToken, Task<IReadOnlyList<Completion>>> Prepare(
        string command, string begun, IDictionary bound) => _ => Task.FromResult<IReadOnlyList<Completion>>(
            [.. TaskStore.Create().GetServices()
                .Where(service => service.Text.StartsWith(begun, StringComparison.OrdinalIgnoreCase))]);
}
