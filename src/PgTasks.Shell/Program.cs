using System.Diagnostics;
using System.Management.Automation;

namespace PgTasks.Shell;

/// <summary>The executable.</summary>
internal static class Program
{
    private const int BadCommandLine = 64;
    private const int CannotStart = 70;
    private const int BrokenPipe = 141;

    private static string Engine => VersionOf(typeof(PowerShell));

    private static string Shell => VersionOf(typeof(Program));

    private static int Main(string[] args)
    {
        CommandLine line = CommandLine.Parse(args);
        if (line.Error is not null)
        {
            TerminalOutput.Error.WriteLine(line.Error);
            TerminalOutput.Error.WriteLine("PgTasks.Shell -Help tells the options.");
            return BadCommandLine;
        }

        switch (line.Mode)
        {
            case Mode.Help:
                TerminalOutput.Output.WriteLine(Help);
                return 0;
            case Mode.Version:
                TerminalOutput.Output.WriteLine($"PgTasks.Shell {Shell} (PowerShell {Engine})");
                return 0;
        }

        try
        {
            return Run(line);
        }
        catch (PipelineStoppedException)
        {
            return BrokenPipe;
        }
        catch (RuntimeException exception)
        {
            TerminalOutput.Error.WriteLine(exception.Message);
            return CannotStart;
        }
    }

    private static string VersionOf(Type type) =>
        FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion!.Split(' ', '+')[0];

    private static int Run(CommandLine line)
    {
        using Interrupts interrupts = new();
        TerminalOutput.Output.BrokenPipe = TerminalOutput.Error.BrokenPipe = () => interrupts.End(BrokenPipe);
        TerminalInput input = new();
        ShellHost host = new(new ShellUserInterface(input, interrupts, line.NonInteractive));
        using ShellSession session = new(host, input, interrupts);
        InteractivePrompt prompt = new(session, host, input, interrupts);
        host.NestedPrompt = () =>
        {
            interrupts.Nest(prompt.Run);
            host.ExitCode = null;
        };

        bool succeeded = line.Mode switch
        {
            Mode.File => session.RunFile(line.Text, line.Arguments),
            Mode.Command => session.RunText(line.Text, []) && session.LastSucceeded(),
            Mode.StandardInput => session.RunText(input.ReadToEnd(), line.Arguments) && session.LastSucceeded(),
            _ when Console.IsInputRedirected =>
                session.RunText(input.ReadToEnd(), []) && session.LastSucceeded(),
            _ => RunPrompt(prompt, host, line),
        };
        return interrupts.ExitCode ?? host.ExitCode ?? (succeeded ? 0 : 1);
    }

    private static bool RunPrompt(InteractivePrompt prompt, ShellHost host, CommandLine line)
    {
        if (!line.NoLogo)
        {
            host.UI.WriteLine($"PgTasks.Shell: PowerShell {Engine} engine without the utility cmdlets; "
                + "in pwsh: Import-Module PgTasks");
        }

        prompt.Run();
        return true;
    }

    private const string Help = """
        PgTasks.Shell [-NonInteractive] [-NoLogo] [-NoProfile]
                      [[-File] <script.ps1> [arguments] | -Command <text> | -]
        PgTasks.Shell -Version | -Help

        The PowerShell engine with PgTasks imported, for hosts without pwsh. It lacks the utility cmdlets (Get-Date,
        Select-Object, Write-Host, ...); with pwsh, say Import-Module PgTasks there.

        -File      runs a script with its arguments; its exit code is the script's, 1 after a terminating error.
        -Command   runs the rest of the line; the exit code is 1 if its last command failed.
        -          runs the script that comes on standard input.
        Without any of these, commands are read at a prompt. The terminal does the line editing;
        rlwrap PgTasks.Shell adds a history.
        """;
}
