using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Creates the store in the session's database, or brings an older one up to date.</summary>
[Cmdlet(VerbsData.Initialize, "PgTaskStore", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class InitializePgTaskStoreCommand : PgTaskStoreCmdlet
{
    /// <summary>The schema of the store; without it, the session's.</summary>
    [Parameter(HelpMessage = "The schema of the store; without it, the session's")]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    [NoScriptBlock]
    [ValidateNotNullOrEmpty]
    public string? Schema { get; set; }

    /// <summary>Has Citus keep the store on one of its nodes.</summary>
    [Parameter(HelpMessage = "Has Citus keep the store on one of its nodes")]
    public SwitchParameter Distribute { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        SchemaOperations schema = Schema is null ? Store.Schema : OrFail(() => Store.Schema.In(Schema), Schema);
        StoreChange version = Wait(schema.GetVersionAsync(Caller, StopToken));
        bool distributes = Distribute && !Wait(schema.IsDistributedAsync(Caller, StopToken));
        string[] actions =
        [
            .. version.From == 0 ? [$"Create the store, version {version.To}"]
                : version.From != version.To ? [$"Bring the store from version {version.From} to {version.To}"]
                : (string[])[],
            .. distributes ? ["Distribute it to a node of Citus"] : (string[])[],
        ];
        if (actions is not [] && ShouldProcess($"schema {schema.Name}", string.Join("; ", actions)))
        {
            StoreChange change = Wait(schema.InitializeAsync(Caller, StopToken, distributes));
            if (change.From != change.To)
            {
                WriteVerbose($"The store went from version {change.From} to {change.To}.");
            }

            if (distributes)
            {
                WriteVerbose("Citus keeps the store on one of its nodes.");
            }
        }
    }
}
