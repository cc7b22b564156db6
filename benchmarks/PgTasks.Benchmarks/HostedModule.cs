using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using PgTasks.Benchmarks.Cmdlets;

namespace PgTasks.Benchmarks;

/// <summary>The built module and the cmdlets it is measured against, in one runspace of the hosted engine.</summary>
internal sealed class HostedModule : IDisposable
{
    private readonly Runspace _runspace;

    public HostedModule(string manifest)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([manifest]);
        state.Commands.Add(new SessionStateCmdletEntry("Add-Nothing", typeof(AddNothingCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Add-NothingByObject", typeof(AddNothingByObjectCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-PlainSql", typeof(InvokePlainSqlCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
    }

    /// <summary>Runs a script; any error of it ends the benchmark.</summary>
    public IReadOnlyList<T> Run<T>(string script, params object[] arguments)
    {
        using PowerShell shell = Create(script, arguments);
        return Invoke<T>(shell);
    }

    /// <summary>The seconds that a script takes.</summary>
    public Task<double> TimeAsync(string script, params object[] arguments)
    {
        using PowerShell shell = Create(script, arguments);
        Surroundings.Collect();
        long start = Stopwatch.GetTimestamp();
        Invoke<object>(shell);
        return Task.FromResult(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public bool Has(string cmdlet) =>
        Run<object>("param($n) Get-Command $n -Module PgTasks -ErrorAction Ignore", cmdlet).Count > 0;

    public void Dispose() => _runspace.Dispose();

    private PowerShell Create(string script, object[] arguments)
    {
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript("$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'").Invoke();
        shell.Commands.Clear();
        shell.AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    private static IReadOnlyList<T> Invoke<T>(PowerShell shell)
    {
        IReadOnlyList<T> output = shell.Invoke<T>();
        return shell.Streams.Error.Count == 0
            ? output
            : throw new InvalidOperationException(shell.Streams.Error[0].ToString());
    }
}
