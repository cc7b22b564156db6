using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets the notes of tasks, or all notes, in the order in which they were added.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskNote", DefaultParameterSetName = AllSet)]
[OutputType(typeof(PgTaskNote))]
public sealed class GetPgTaskNoteCommand : PgTaskStoreCmdlet, IDisposable
{
    private const string AllSet = "All";
    private const string IdSet = "Id";
    private RecordBatches<long>? _tasks;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true, HelpMessage = "The tasks' numbers")]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _tasks?.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == AllSet)
        {
            ForEach(Store.Notes.GetAsync(Caller, StopToken), WriteObject);
            return;
        }

        _tasks ??= new RecordBatches<long>(this, ids => Store.Notes.FindAsync(ids, Caller, StopToken), id => id)
        {
            Write = notes => WriteObject(notes, enumerateCollection: true),
        };
        foreach (long id in Id)
        {
            _tasks.Post(id);
        }

        _tasks.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _tasks?.End();
}
