using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.InteropServices;
using System.Text;

namespace PgTasks.Shell;

/// <summary>Standard output or standard error: UTF-8, colour on a terminal only.</summary>
internal sealed class TerminalOutput
{
    private readonly int _descriptor;
    private readonly TextWriter _writer;

    private TerminalOutput(int descriptor, Stream stream, bool redirected)
    {
        _descriptor = descriptor;
        _writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        IsTerminal = !redirected;
        HasColour = !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    /// <summary>Standard output.</summary>
    public static TerminalOutput Output { get; } = new(1, Console.OpenStandardOutput(), Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static TerminalOutput Error { get; } = new(2, Console.OpenStandardError(), Console.IsErrorRedirected);

    /// <summary>True when a person may be looking.</summary>
    public bool IsTerminal { get; }

    /// <summary>True when escape sequences are wanted.</summary>
    public bool HasColour { get; }

    /// <summary>Writes text as it is.</summary>
    /// <exception cref="PipelineStoppedException">Nobody reads any more (a broken pipe).</exception>
    public void Write(string text)
    {
        lock (_writer)
        {
            // .NET's console streams swallow EPIPE, so a script would run on for nobody.
            if (!IsTerminal && ReaderIsGone())
            {
                BrokenPipe?.Invoke();
                throw new PipelineStoppedException();
            }

            _writer.Write(text);
        }
    }

    /// <summary>Writes a line, without its escape sequences where no colour is wanted.</summary>
    public void WriteLine(string text)
    {
        bool plain = !HasColour && PSStyle.Instance.OutputRendering != OutputRendering.Ansi;
        Write((plain ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text) + Environment.NewLine);
    }

    /// <summary>Called when the reader of this stream is found gone.</summary>
    public Action? BrokenPipe { get; set; }

    private bool ReaderIsGone()
    {
        const short PollErr = 8;
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        PollDescriptor polled = new() { Descriptor = _descriptor };
        return Poll(ref polled, 1, 0) > 0 && (polled.Returned & PollErr) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref PollDescriptor descriptor, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
