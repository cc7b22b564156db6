using System.ComponentModel;
using System.Management.Automation;

namespace PgTasks;

/// <summary>Closes the runspace's sessions when the module is removed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceSessions.Here.CloseAll();
}
