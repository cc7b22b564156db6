using System.Data.Common;
using System.Diagnostics;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Says whether a database can be reached, and leaves the sessions as they are.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PgTaskConnection", DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(bool))]
[OutputType(typeof(PgTaskConnectionTest))]
public sealed class TestPgTaskConnectionCommand : PgTaskConnectionCmdlet
{
    private const string SessionSet = "Session";

    /// <summary>An open session, or its name.</summary>
    [Parameter(
        Mandatory = true, ValueFromPipeline = true, ParameterSetName = SessionSet,
        HelpMessage = "An open session, or its name")]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public PgTaskSession? Session { get; set; }

    /// <summary>Emits what was reached, or why nothing was, in place of true or false.</summary>
    [Parameter(HelpMessage = "Emits what was reached, or why nothing was, in place of true or false")]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        long start = Stopwatch.GetTimestamp();
        ServerFacts? facts = Session?.Facts;
        int? version = null;
        ErrorRecord? error = null;
        try
        {
            ConnectionRequest? request = Session is null ? Complete(GetGiven()) : null;
            (facts, version) = ReachAsync(request).GetAwaiter().GetResult();
        }
        catch (PgTaskException refused) when (SettingErrors.Made(refused))
        {
            // It says nothing of the database.
            throw Fail(refused, null);
        }
        catch (Exception exception) when (IsStop(exception))
        {
            throw Fail(exception, null);
        }
        catch (Exception exception) when (ErrorRecords.IsExpected(exception))
        {
            error = ErrorRecords.Create(exception, HostName);
            WriteVerbose($"{error.FullyQualifiedErrorId}: {error}");
        }

        WriteNotices();
        PgTaskConnectionTest test = new(facts, version, Stopwatch.GetElapsedTime(start), error);
        WriteObject(Detailed ? test : test.Succeeded);
    }

    private async Task<(ServerFacts Facts, int? Version)> ReachAsync(ConnectionRequest? request)
    {
        if (request is null)
        {
            return (Session!.Facts, await GetVersionAsync(Session.Store));
        }

        await using TaskStore store = TaskStore.Create();
        return (await store.OpenAsync(request, Caller, StopToken), await GetVersionAsync(store));
    }

    private async Task<int?> GetVersionAsync(TaskStore store)
    {
        try
        {
            return (await store.Schema.GetVersionAsync(Caller, StopToken)).From;
        }
        catch (DbException exception) when (exception.SqlState == "42501")
        {
            return null;
        }
    }

    private ConnectionRequest GetGiven()
    {
        LocalServers servers = LocalServers.Create();
        string directory = Resolve(DataDirectory) ?? servers.DefaultDataDirectory;
        PgTaskServer? server = Local
            ? servers.GetAsync(directory, StopToken).GetAwaiter().GetResult() ?? throw ServerErrors.ServerNotFound(directory)
            : Server;
        return server is null
            ? new ConnectionRequest()
            : servers.GetConnectionAsync(server, StopToken).GetAwaiter().GetResult();
    }
}
