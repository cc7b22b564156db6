using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Adds notes to tasks and emits them as stored.</summary>
[Cmdlet(VerbsCommon.Add, "PgTaskNote", DefaultParameterSetName = IdSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskNote))]
public sealed class AddPgTaskNoteCommand : PgTaskStoreCmdlet, IDisposable
{
    // Two sets, so that the text comes first where the tasks come from the pipeline.
    private const string IdSet = "Id";
    private const string PipelineSet = "Pipeline";
    private RecordBatches<NewNote>? _notes;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, HelpMessage = "The tasks' numbers")]
    [Parameter(
        Mandatory = true, ParameterSetName = PipelineSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The tasks' numbers")]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>What the note says; several texts are several notes.</summary>
    [Parameter(
        Mandatory = true, Position = 1, ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "What the note says")]
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = PipelineSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "What the note says")]
    [NoFileNames]
    public string[] Text { get; set; } = [];

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _notes?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _notes = new RecordBatches<NewNote>(
            this, notes => Store.Notes.AddAsync(notes, Caller, StopToken), note => note.TaskId)
        {
            Done = "added",
            What = "notes",
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (long id in Id)
        {
            foreach (string text in Text)
            {
                if (ShouldDo($"Add note {ChangeText.Quote(text)} to task #{id}"))
                {
                    _notes!.Post(new NewNote(id, text));
                }
            }
        }

        _notes!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _notes!.End();
}
