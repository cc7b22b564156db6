using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that claims tasks: those that are ready and meet all that is given.</summary>
public abstract class PgTaskClaimCmdlet : PgTaskAssigneeCmdlet
{
    private protected PgTaskClaimCmdlet()
    {
    }

    /// <summary>For how long nobody else gets them, unless they are ended or given back before: 5m, 1h, 00:10:00.</summary>
    [Parameter(HelpMessage = "For how long nobody else gets them: 5m, 1h, 00:10:00")]
    [DurationTransformation]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Lease { get; set; } = TimeSpan.FromMinutes(5);
}
