using System.Runtime.InteropServices;

namespace PgTasks.Shell;

/// <summary>Ctrl+C and the signals that end a process, as a token. Stopping is asked for once and never forced, so
/// <c>finally</c> blocks run to their end.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private CancellationTokenSource _source = new();

    /// <summary>Starts to listen.</summary>
    public Interrupts()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    /// <summary>Cancelled when what runs now shall stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a process stopped by what came (128 + the signal's number); null if nothing
    /// came.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>True when the process shall end, and not only the command.</summary>
    public bool MustEnd { get; private set; }

    /// <summary>Stops what runs and ends the process with this code.</summary>
    public void End(int exitCode)
    {
        MustEnd = true;
        ExitCode = exitCode;
        _source.Cancel();
    }

    /// <summary>Makes ready for the next command at a prompt, unless the process must end.</summary>
    public void Reset()
    {
        if (!MustEnd && _source.IsCancellationRequested)
        {
            _source = new CancellationTokenSource();
            ExitCode = null;
        }
    }

    /// <summary>Runs a nested prompt: Ctrl+C there leaves the suspended command alone.</summary>
    public void Nest(Action prompt)
    {
        CancellationTokenSource outer = _source;
        _source = new CancellationTokenSource();
        try
        {
            prompt();
        }
        finally
        {
            _source = outer;
            if (MustEnd)
            {
                outer.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT)
        {
            ExitCode = 130;
            _source.Cancel();
        }
        else
        {
            End(context.Signal == PosixSignal.SIGTERM ? 143 : 129);
        }
    }
}
