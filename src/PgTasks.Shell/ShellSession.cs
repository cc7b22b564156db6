using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace PgTasks.Shell;

/// <summary>The engine with the module in it: runs one pipeline after the other, their output on the host.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly Runspace _runspace;
    private readonly TerminalInput _input;
    private readonly Interrupts _interrupts;

    /// <summary>Opens the engine and imports the module that lies beside the executable.</summary>
    /// <exception cref="RuntimeException">The module cannot be imported.</exception>
    public ShellSession(ShellHost host, TerminalInput input, Interrupts interrupts)
    {
        _input = input;
        _interrupts = interrupts;
        var state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule(Path.Combine(AppContext.BaseDirectory, "Modules", "PgTasks", "PgTasks.psd1"));
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    /// <summary>True when the last command succeeded: <c>$?</c>.</summary>
    public bool LastSucceeded => _runspace.SessionStateProxy.GetVariable("?") is true;

    /// <summary>Called with the name of a command that is not there.</summary>
    public void OnCommandNotFound(Action<string> tell) =>
        _runspace.SessionStateProxy.InvokeCommand.CommandNotFoundAction = (_, e) => tell(e.CommandName);

    /// <summary>Runs a text as typed at a prompt.</summary>
    /// <returns>False if a terminating error ended it.</returns>
    public bool RunLine(string text)
    {
        using var shell = NewShell();
        return Run(shell.AddScript(text, useLocalScope: false), null, addToHistory: true);
    }

    /// <summary>Runs a script's text.</summary>
    /// <returns>False if a terminating error ended it.</returns>
    public bool RunScript(string text, IReadOnlyList<ScriptArgument> arguments)
    {
        using var shell = NewShell();
        AddArguments(shell.AddScript(text, useLocalScope: false), arguments);
        return Run(shell, StandardInputFor(Parser.ParseInput(text, out _, out _)), addToHistory: false);
    }

    /// <summary>Runs a script file.</summary>
    /// <returns>False if a terminating error ended it.</returns>
    public bool RunFile(string path, IReadOnlyList<ScriptArgument> arguments)
    {
        // A file with a shebang line may have any name, but the engine runs only .ps1 as a script.
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            return RunScript(File.ReadAllText(path), arguments);
        }

        using var shell = NewShell();
        AddArguments(shell.AddCommand(path, useLocalScope: false), arguments);
        return Run(shell, StandardInputFor(Parser.ParseFile(path, out _, out _)), addToHistory: false);
    }

    /// <summary>What the function <c>prompt</c> returns.</summary>
    public string PromptText()
    {
        using var shell = NewShell();
        try
        {
            return string.Concat(shell.AddCommand("prompt").Invoke<string>());
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    /// <summary>A pipeline of its own, or one inside the command that a nested prompt suspends.</summary>
    private PowerShell NewShell()
    {
        if (_runspace.RunspaceAvailability != RunspaceAvailability.Available)
        {
            return PowerShell.Create(RunspaceMode.CurrentRunspace);
        }

        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    private static void AddArguments(PowerShell shell, IReadOnlyList<ScriptArgument> arguments)
    {
        foreach (var argument in arguments)
        {
            shell.Commands.Commands[0].Parameters.Add(new CommandParameter(argument.Name, argument.Value));
        }
    }

    /// <summary>Lines of standard input for a script that reads them; for any other it stays unread, since waiting
    /// for its end could take forever.</summary>
    private PSDataCollection<object>? StandardInputFor(ScriptBlockAst script)
    {
        var reads = script.ProcessBlock is not null || script.Find(
            ast => ast is VariableExpressionAst { VariablePath.UserPath: var name }
                && name.Equals("input", StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: false) is not null;
        if (!reads || !Console.IsInputRedirected)
        {
            return null;
        }

        var lines = new PSDataCollection<object>();
        Task.Run(() =>
        {
            try
            {
                while (_input.ReadLine(_interrupts.Token) is { } line)
                {
                    lines.Add(line);
                }
            }
            catch (OperationCanceledException)
            {
                // The pipeline stops too.
            }

            lines.Complete();
        });
        return lines;
    }

    private bool Run(PowerShell shell, PSDataCollection<object>? input, bool addToHistory)
    {
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        using var stopping = _interrupts.Token.Register(() => shell.BeginStop(null, null));
        try
        {
            shell.Invoke(input, new PSDataCollection<object>(), new PSInvocationSettings { AddToHistory = addToHistory });
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            WriteError(exception.ErrorRecord);
            return false;
        }
    }

    private void WriteError(ErrorRecord record)
    {
        // Marked so, Out-Default formats it as the error it is, whichever stream it comes by.
        var error = PSObject.AsPSObject(record);
        error.Properties.Add(new PSNoteProperty("writeErrorStream", true));
        using var shell = NewShell();
        shell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }
}
