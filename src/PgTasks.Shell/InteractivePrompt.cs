using System.Management.Automation.Language;

namespace PgTasks.Shell;

/// <summary>Reads commands at a prompt and runs them until <c>exit</c> or the end of the input.</summary>
internal sealed class InteractivePrompt(
    ShellSession session, ShellHost host, TerminalInput input, Interrupts interrupts)
{
    private bool _hinted;

    /// <summary>Runs the prompt.</summary>
    public void Run()
    {
        while (host.ExitCode is null && !interrupts.MustEnd)
        {
            interrupts.Reset();
            string? text = ReadCommand();
            if (text is null)
            {
                host.UI.WriteLine();
                return;
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                session.RunText(text.TrimEnd(), []);
                HintOnce();
            }
        }
    }

    /// <summary>Returns a command, complete over as many lines as it takes; blank if Ctrl+C was pressed, null at the
    /// end of the input.</summary>
    private string? ReadCommand()
    {
        string text = "";
        host.UI.Write(session.PromptText());
        try
        {
            while (input.ReadLine(interrupts.Token) is { } line)
            {
                text += line + "\n";
                Parser.ParseInput(text, out _, out ParseError[] errors);
                if (!errors.Any(error => error.IncompleteInput))
                {
                    return text;
                }

                host.UI.Write(">> ");
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            host.UI.WriteLine();
            return "";
        }
    }

    private void HintOnce()
    {
        if (!_hinted && session.MissingCommand is { } name && name.Contains('-', StringComparison.Ordinal))
        {
            _hinted = true;
            host.UI.WriteErrorLine("The utility cmdlets, as Get-Date and Select-Object, come with pwsh only.");
        }
    }
}
