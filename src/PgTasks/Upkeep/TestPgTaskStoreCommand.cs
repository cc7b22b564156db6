using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Says how a store is, and what to do where something is wrong with it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PgTaskStore")]
[OutputType(typeof(PgTaskStoreCheck), typeof(bool))]
public sealed class TestPgTaskStoreCommand : PgTaskStoreCmdlet
{
    private bool _isWell = true;

    /// <summary>Emits true or false: whether no check has found a warning or an error.</summary>
    [Parameter(HelpMessage = "Emits true or false: whether no check has found a warning or an error")]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ForEach(Store.Upkeep.CheckAsync(Caller, StopToken), check =>
        {
            _isWell &= check.Status is PgTaskCheckStatus.Ok or PgTaskCheckStatus.Unknown;
            if (!Quiet)
            {
                WriteObject(check);
            }
        });
        if (Quiet)
        {
            WriteObject(_isWell);
        }
    }
}
