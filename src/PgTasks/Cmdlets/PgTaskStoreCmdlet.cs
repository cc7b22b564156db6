using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that works on a session's store.</summary>
public abstract class PgTaskStoreCmdlet : PgTaskCmdlet
{
    private static readonly string[] s_variables = ["DATABASE_URL", "PGSERVICE", "PGHOST"];

    private protected PgTaskStoreCmdlet()
    {
    }

    /// <summary>The session, or its name; without it, the current session of this runspace.</summary>
    [Parameter]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public PgTaskSession? Session { get; set; }

    private protected TaskStore Store { get; private set; } = null!;

    /// <summary>The transaction that this runspace has open on the session.</summary>
    private protected PgTaskTransaction? Transaction => RunspaceSessions.Here.GetTransaction(Session!);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Session ??= RunspaceSessions.Here.GetCurrentOr(ConnectUnasked);
            Store = Session.Store;
            Caller = Caller with { Transaction = Transaction?.Store };
        }
        catch (PgTaskException exception)
        {
            Fail(exception, Session);
        }
    }

    private PgTaskSession? ConnectUnasked()
    {
        string? variable = Array.Find(
            s_variables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (variable is null)
        {
            return null;
        }

        PgTaskSession session = Connect(new ConnectionRequest());
        WriteVerbose($"Connected to {session.Database} on {session.HostName} as '{session.Name}', as {variable} is set.");
        return session;
    }
}
