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
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule(Path.Combine(AppContext.BaseDirectory, "Modules", "PgTasks", "PgTasks.psd1"));
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        _runspace.SessionStateProxy.InvokeCommand.CommandNotFoundAction = (_, e) => MissingCommand = e.CommandName;
    }

    private bool IsIdle => _runspace.RunspaceAvailability == RunspaceAvailability.Available;

    /// <summary>True when the last command succeeded: <c>$?</c>.</summary>
    public bool LastSucceeded()
    {
        using Pipeline pipeline = NewPipeline();
        pipeline.Commands.AddScript("$global:?");
        return pipeline.Invoke() is [var last] && LanguagePrimitives.IsTrue(last);
    }

    /// <summary>The name of the command last found missing, or null.</summary>
    public string? MissingCommand { get; private set; }

    /// <summary>Runs a script's text, and keeps it in the history.</summary>
    /// <returns>False if a terminating error ended it.</returns>
    public bool RunText(string text, IReadOnlyList<ScriptArgument> arguments)
    {
        // Only a pipeline that enters the history sets $? for the next one.
        using Pipeline pipeline = IsIdle
            ? _runspace.CreatePipeline(text, addToHistory: true)
            : _runspace.CreateNestedPipeline(text, addToHistory: true);
        return Run(pipeline, arguments, Parser.ParseInput(text, out _, out _));
    }

    /// <summary>Runs a script file.</summary>
    /// <returns>False if a terminating error ended it.</returns>
    public bool RunFile(string path, IReadOnlyList<ScriptArgument> arguments)
    {
        // A file with a shebang line may have any name, but the engine runs only .ps1 as a script.
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            return RunText(File.ReadAllText(path), arguments);
        }

        EngineInternals.LetExitEndSession(_runspace);
        using Pipeline pipeline = NewPipeline();
        pipeline.Commands.Add(new Command(path, isScript: false, useLocalScope: false));
        return Run(pipeline, arguments, Parser.ParseFile(path, out _, out _));
    }

    /// <summary>What the function <c>prompt</c> returns.</summary>
    public string PromptText()
    {
        using Pipeline pipeline = NewPipeline();
        pipeline.Commands.Add("prompt");
        try
        {
            return string.Concat(pipeline.Invoke());
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    /// <summary>A pipeline of its own, or one inside the command that a nested prompt suspends.</summary>
    private Pipeline NewPipeline() => IsIdle ? _runspace.CreatePipeline() : _runspace.CreateNestedPipeline();

    /// <summary>Standard input is read for a script that asks for it; for any other, waiting for its end could take
    /// forever.</summary>
    private static bool ReadsInput(ScriptBlockAst script) => script.ProcessBlock is not null || script.Find(
        ast => ast is VariableExpressionAst { VariablePath.UserPath: var name }
            && name.Equals("input", StringComparison.OrdinalIgnoreCase),
        searchNestedScriptBlocks: false) is not null;

    private IEnumerable<string> StandardInput()
    {
        while (_input.ReadLine(_interrupts.Token) is { } line)
        {
            yield return line;
        }
    }

    private bool Run(Pipeline pipeline, IReadOnlyList<ScriptArgument> arguments, ScriptBlockAst script)
    {
        foreach (ScriptArgument argument in arguments)
        {
            pipeline.Commands[0].Parameters.Add(new CommandParameter(argument.Name, argument.Value));
        }

        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        using CancellationTokenRegistration stopping = _interrupts.Token.Register(pipeline.StopAsync);
        try
        {
            pipeline.Invoke(Console.IsInputRedirected && ReadsInput(script) ? StandardInput() : []);
            return true;
        }
        catch (Exception exception) when (exception is PipelineStoppedException or OperationCanceledException
            || (exception is InvalidPipelineStateException && _interrupts.Token.IsCancellationRequested))
        {
            // The invalid state: it was stopped before it began.
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
        using Pipeline pipeline = NewPipeline();
        pipeline.Commands.Add("Out-Default");
        pipeline.Invoke(new[] { EngineInternals.AsErrorStream(record) });
    }
}
