using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that works on the tasks that a filter lets through.</summary>
public abstract class PgTaskFilterCmdlet : PgTaskStoreCmdlet
{
    private TaskFilter? _filter;

    private protected PgTaskFilterCmdlet()
    {
    }

    /// <summary>Only tasks that stand at one of these.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PgTaskStatus[]? Status { get; set; }

    private protected TaskFilter Filter => _filter ??= new TaskFilter { Status = Status };
}
