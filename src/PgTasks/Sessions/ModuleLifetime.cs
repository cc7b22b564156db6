using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PgTasks;

/// <summary>Begins to give suggestions when the module is imported; closes the runspace's sessions when it is removed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() => FeedbackProvider.Join(Runspace.DefaultRunspace);

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        FeedbackProvider.Leave(Runspace.DefaultRunspace);
        RunspaceSessions.Here.CloseAll();
    }
}
