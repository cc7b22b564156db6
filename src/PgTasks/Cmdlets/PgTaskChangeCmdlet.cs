using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that changes the tasks of given ids, after ShouldProcess, and is silent unless -PassThru.</summary>
public abstract class PgTaskChangeCmdlet : PgTaskIdCmdlet
{
    private protected PgTaskChangeCmdlet()
    {
    }

    /// <summary>The tasks' numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    /// <summary>Emits the tasks as they now are.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (long id in Id)
        {
            if (ShouldProcess($"#{id}"))
            {
                Post(id);
            }
        }

        WriteAnswered();
    }
}
