using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that works on a session's store.</summary>
public abstract class PgTaskStoreCmdlet : PgTaskCmdlet
{
    private protected PgTaskStoreCmdlet()
    {
    }

    /// <summary>The session, or its name; without it, the current session of this runspace.</summary>
    [Parameter(HelpMessage = "The session, or its name; without it, the current session of this runspace")]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public PgTaskSession? Session { get; set; }

    private protected TaskStore Store { get; private set; } = null!;

    /// <summary>The transaction that this runspace has open on the session.</summary>
    private protected PgTaskTransaction? Transaction => RunspaceSessions.Here.GetTransaction(Session!);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Session ??= OrFail(() => RunspaceSessions.Here.GetCurrentOr(() => UnaskedConnection.Open(this)));
        Store = OrFail(() => Session.Store, Session);
        Caller = Caller with
        {
            Transaction = Transaction?.Store,
            KeepsConnection = RunspaceSessions.Here.HasConnected(Session),
        };
    }

    /// <summary>Patterns that PowerShell can read; else it says why not.</summary>
    private protected string[]? CheckPatterns(string[]? patterns)
    {
        foreach (string pattern in patterns ?? [])
        {
            try
            {
                _ = new WildcardPattern(pattern).IsMatch("");
            }
            catch (WildcardPatternException exception)
            {
                throw Fail(TaskErrors.InvalidPattern(pattern, exception), pattern);
            }
        }

        return patterns;
    }
}
