using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PgTasks.Shell;

/// <summary>The streams: errors and progress to standard error, all else to standard output. The questions are in
/// the other half of the class.</summary>
internal sealed partial class ShellUserInterface : PSHostUserInterface
{
    private readonly TerminalOutput _output;
    private readonly TerminalOutput _error;
    private readonly TerminalInput _input;
    private readonly Interrupts _interrupts;
    private readonly bool _nonInteractive;
    private readonly ProgressLine _progress;

    /// <summary>Speaks on the process's own streams.</summary>
    public ShellUserInterface(TerminalInput input, Interrupts interrupts, bool nonInteractive)
    {
        _output = TerminalOutput.Output;
        _error = TerminalOutput.Error;
        _input = input;
        _interrupts = interrupts;
        _nonInteractive = nonInteractive;
        _progress = new ProgressLine(_error, () => RawUI.BufferSize.Width);
        if (!_output.HasColour)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    /// <summary>True, so that a script which sets <c>$PSStyle.OutputRendering</c> to Ansi has its way.</summary>
    public override bool SupportsVirtualTerminal => true;

    /// <inheritdoc/>
    public override void Write(string value)
    {
        _progress.Clear();
        _output.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(_output.HasColour ? PSStyle.Instance.Foreground.FromConsoleColor(foregroundColor) + value
            + PSStyle.Instance.Reset : value);

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        _progress.Clear();
        _output.WriteLine(value);
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        // The concise view ends with an empty line, which pwsh does not show either.
        if (value.Length == 0)
        {
            return;
        }

        _progress.Clear();
        _error.WriteLine(PSStyle.Instance.Formatting.Error + value + PSStyle.Instance.Reset);
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) =>
        WriteLine(PSStyle.Instance.Formatting.Warning + "WARNING: " + message + PSStyle.Instance.Reset);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) =>
        WriteLine(PSStyle.Instance.Formatting.Verbose + "VERBOSE: " + message + PSStyle.Instance.Reset);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) =>
        WriteLine(PSStyle.Instance.Formatting.Debug + "DEBUG: " + message + PSStyle.Instance.Reset);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record);

    /// <inheritdoc/>
    public override string ReadLine()
    {
        RefuseNonInteractive();
        string answer = Answer(_input.ReadLine);
        if (Console.IsInputRedirected)
        {
            // No terminal echoes what comes from a pipe.
            _output.WriteLine(answer);
        }

        return answer;
    }

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        RefuseNonInteractive();
        SecureString secret = new();
        foreach (char character in Answer(_input.ReadHiddenLine))
        {
            secret.AppendChar(character);
        }

        _output.WriteLine("");
        secret.MakeReadOnly();
        return secret;
    }

    private void RefuseNonInteractive()
    {
        if (_nonInteractive)
        {
            throw new PSInvalidOperationException(
                "PgTasks.Shell is in NonInteractive mode. Read and Prompt functionality is not available.");
        }
    }

    private string Answer(Func<CancellationToken, string?> read)
    {
        _progress.Clear();
        try
        {
            return read(_interrupts.Token)
                ?? throw new PSInvalidOperationException("Standard input ended before the question was answered.");
        }
        catch (OperationCanceledException)
        {
            _output.WriteLine("");
            throw new PipelineStoppedException();
        }
    }
}
