using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PgTasks.Tests.Module;

/// <summary>The built module in a runspace of the hosted engine, connected to a store of its own.</summary>
public sealed class HostedModule(TestServer server) : IAsyncLifetime
{
    private Runspace _runspace = null!;

    /// <summary>How to reach the store's database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Imports the module as its user does, from its manifest.</summary>
    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        _runspace = OpenRunspace();
        Run("param($c) $null = Connect-PgTask $c; Initialize-PgTaskStore", ConnectionString);
    }

    /// <summary>A runspace with the module and nothing else.</summary>
    public static Runspace OpenRunspace()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([FindManifest()]);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    /// <summary>Runs a script; a terminating error is thrown, others are returned.</summary>
    public HostedResult Run(string script, params object[] arguments)
    {
        using PowerShell shell = Create(script, arguments);
        return new HostedResult([.. shell.Invoke()], [.. shell.Streams.Error], [.. shell.Streams.Verbose]);
    }

    /// <summary>A script that waits to be invoked in the module's runspace.</summary>
    public PowerShell Create(string script, params object[] arguments)
    {
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    /// <summary>Closes the runspace, and with it its sessions.</summary>
    public ValueTask DisposeAsync()
    {
        _runspace.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string FindManifest()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PgTasks.psd1")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory!.FullName, "PgTasks.psd1");
    }
}
