using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Deletes notes.</summary>
[Cmdlet(VerbsCommon.Remove, "PgTaskNote", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemovePgTaskNoteCommand : PgTaskStoreCmdlet, IDisposable
{
    private RecordBatches<long>? _notes;

    /// <summary>The notes' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The notes' numbers")]
    [NoFileNames]
    public long[] NoteId { get; set; } = [];

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _notes?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _notes = new RecordBatches<long>(
            this, ids => Store.Notes.RemoveAsync(ids, Caller, StopToken), id => id)
        {
            Done = "removed",
            What = "notes",
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (long id in NoteId)
        {
            if (ShouldDo($"Remove note #{id}"))
            {
                _notes!.Post(id);
            }
        }

        _notes!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _notes!.End();
}
