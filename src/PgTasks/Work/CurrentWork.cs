using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PgTasks;

/// <summary>The task that a runspace works on in the block of Invoke-PgTask, with the session that it is of.</summary>
internal static class CurrentWork
{
    private static readonly ConditionalWeakTable<Runspace, Tuple<PgTaskClaim, PgTaskSession>> s_all = [];

    /// <summary>That of the runspace that runs on this thread; null for none.</summary>
    public static Tuple<PgTaskClaim, PgTaskSession>? Here
    {
        get => s_all.TryGetValue(Runspace.DefaultRunspace, out Tuple<PgTaskClaim, PgTaskSession>? work) ? work : null;
        set
        {
            if (value is null)
            {
                s_all.Remove(Runspace.DefaultRunspace);
            }
            else
            {
                s_all.AddOrUpdate(Runspace.DefaultRunspace, value);
            }
        }
    }
}
