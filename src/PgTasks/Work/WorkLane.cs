using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PgTasks;

/// <summary>A runspace that runs a worker's block for one task after the other; what it writes goes to a queue.</summary>
internal sealed class WorkLane
{
    private readonly string _module;
    private readonly Hashtable _arguments;
    private readonly BlockingCollection<object> _written;
    private readonly CancellationToken _stop;
    private volatile PowerShell? _running;

    /// <param name="module">Where this module lies.</param>
    /// <param name="arguments">Those of <see cref="WorkScript.Lane"/> but the feed.</param>
    /// <param name="written">Takes objects as they are, and records of the other streams.</param>
    /// <param name="stop">Ends it.</param>
    public WorkLane(string module, Hashtable arguments, BlockingCollection<object> written, CancellationToken stop)
    {
        _module = module;
        _arguments = arguments;
        _written = written;
        _stop = stop;
    }

    /// <summary>Takes a task before the block does.</summary>
    public void Begin(PgTaskClaim claim) => claim.OnLost = () => _running?.BeginStop(null, null);

    /// <summary>Runs until no task comes any more.</summary>
    public void Run(WorkFeed feed)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([_module]);
        // Without the host: the streams of a shell that has the caller's are the caller's own, and what is written here of
        // them would come back.
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        bool isStopped;
        do
        {
            using PowerShell shell = PowerShell.Create();
            shell.Runspace = runspace;
            isStopped = Run(shell, feed);
            if (isStopped && !_stop.IsCancellationRequested)
            {
                feed.Abandon();
            }
        }
        while (isStopped && !_stop.IsCancellationRequested);
    }

    /// <summary>Runs one script; whether it was stopped before its end.</summary>
    private bool Run(PowerShell shell, WorkFeed feed)
    {
        shell.AddScript(WorkScript.Lane, useLocalScope: false).AddParameters(_arguments).AddParameter("PgTaskFeed", feed);
        using PSDataCollection<PSObject> output = [];
        Forward(output);
        Forward(shell.Streams.Error);
        Forward(shell.Streams.Warning);
        Forward(shell.Streams.Verbose);
        Forward(shell.Streams.Debug);
        Forward(shell.Streams.Information);
        Forward(shell.Streams.Progress);
        _running = shell;
        using CancellationTokenRegistration stopping = _stop.Register(() => shell.BeginStop(null, null));
        try
        {
            shell.Invoke(null, output);
        }
        catch (PipelineStoppedException)
        {
        }
        catch (RuntimeException exception)
        {
            Write(exception.ErrorRecord);
        }
        finally
        {
            _running = null;
        }

        return shell.InvocationStateInfo.State == PSInvocationState.Stopped;
    }

    private void Forward<T>(PSDataCollection<T> records) => records.DataAdded += (_, _) =>
    {
        foreach (T record in records.ReadAll())
        {
            Write(record!);
        }
    };

    private void Write(object record)
    {
        try
        {
            _written.Add(record, _stop);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
