using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that chooses tasks also by who is to do them, and by how much they matter.</summary>
public abstract class PgTaskAssigneeCmdlet : PgTaskChoiceCmdlet
{
    private protected PgTaskAssigneeCmdlet()
    {
    }

    /// <summary>Tasks of one of these priorities.</summary>
    [Parameter(HelpMessage = "Tasks of one of these priorities")]
    [ValidateNotNullOrEmpty]
    public PgTaskPriority[]? Priority { get; set; }

    /// <summary>Tasks that one of these is to do; wildcards are allowed.</summary>
    [Parameter(HelpMessage = "Tasks that one of these is to do; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [NoScriptBlock]
    public string[]? AssignedTo { get; set; }

    /// <summary>Tasks that nobody is to do.</summary>
    [Parameter(HelpMessage = "Tasks that nobody is to do")]
    public SwitchParameter Unassigned { get; set; }

    /// <summary>Tasks that are assigned to the session's user.</summary>
    [Parameter(HelpMessage = "Tasks that are assigned to the session's user")]
    public SwitchParameter Mine { get; set; }

    /// <inheritdoc/>
    private protected override TaskFilter Choice => base.Choice with
    {
        Priority = Priority,
        AssignedTo = CheckPatterns(AssignedTo),
        IsUnassigned = Unassigned,
        Owner = Mine ? Session?.Actor : null,
    };
}
