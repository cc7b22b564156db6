using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Creates the store in the session's database, or brings an older one up to date.</summary>
[Cmdlet(VerbsData.Initialize, "PgTaskStore", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class InitializePgTaskStoreCommand : PgTaskStoreCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        StoreChange version = Wait(Store.Schema.GetVersionAsync(Caller, StopToken));
        string action = version.From == 0
            ? $"Create the store, version {version.To}"
            : $"Bring the store from version {version.From} to {version.To}";
        if (version.From != version.To && ShouldProcess($"schema {Store.Schema.Name}", action))
        {
            StoreChange change = Wait(Store.Schema.InitializeAsync(Caller, StopToken));
            WriteVerbose($"The store went from version {change.From} to {change.To}.");
        }
    }
}
