using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets the transaction that this runspace has open on the session; nothing where there is none.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskTransaction")]
[OutputType(typeof(PgTaskTransaction))]
public sealed class GetPgTaskTransactionCommand : PgTaskStoreCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Transaction is { } transaction)
        {
            WriteObject(transaction);
        }
    }
}
