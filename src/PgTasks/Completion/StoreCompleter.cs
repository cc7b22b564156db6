using System.Collections;
using System.Management.Automation;

namespace PgTasks;

/// <summary>Completes from the session that the command will have; connects none.</summary>
internal class StoreCompleter(CompletionKind kind) : BoundedCompleter
{
    private protected override Func<CancellationToken, Task<IReadOnlyList<Completion>>>? Prepare(
        string command, string begun, IDictionary bound)
    {
        PgTaskSession? session = bound["Session"] switch
        {
            null => RunspaceSessions.Here.Current,
            PSObject { BaseObject: PgTaskSession given } => given,
            PgTaskSession given => given,
            object name => RunspaceSessions.Here.Find(name.ToString()!),
        };
        if (session is not { IsOpen: true })
        {
            return null;
        }

        CompletionOperations completions = session.Store.Completions;
        string? table = bound["Table"]?.ToString();
        return stop => completions.FindAsync(GetKind(command), begun, table, stop);
    }

    /// <summary>What is wanted for the command.</summary>
    private protected virtual CompletionKind GetKind(string command) => kind;
}
