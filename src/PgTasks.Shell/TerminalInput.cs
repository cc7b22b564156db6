using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PgTasks.Shell;

/// <summary>Lines of standard input. On a terminal the kernel's line discipline does the editing.</summary>
internal sealed class TerminalInput
{
    private readonly TextReader _reader = OperatingSystem.IsWindows()
        ? Console.In
        : new StreamReader(Open(), new UTF8Encoding(false));

    private Task<string?>? _pending;

    /// <summary>Returns the next line, or null at the end of the input.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the next line is not lost.</exception>
    public string? ReadLine(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _pending ??= Task.Run(_reader.ReadLine, CancellationToken.None);
        _pending.Wait(stop);
        string? line = _pending.Result;
        _pending = null;
        // Windows ends a read with nothing when Ctrl+C is pressed, a little before the signal is told.
        if (line is null && OperatingSystem.IsWindows() && !Console.IsInputRedirected
            && stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200)))
        {
            stop.ThrowIfCancellationRequested();
        }

        return line;
    }

    /// <summary>As <see cref="ReadLine"/>, with nothing shown on the terminal.</summary>
    public string? ReadHiddenLine(CancellationToken stop)
    {
        if (Console.IsInputRedirected)
        {
            return ReadLine(stop);
        }

        if (OperatingSystem.IsWindows())
        {
            return ReadHiddenKeys();
        }

        using TerminalEcho silence = TerminalEcho.Off();
        return ReadLine(stop);
    }

    /// <summary>Returns all that is left.</summary>
    public string ReadToEnd() => _reader.ReadToEnd();

    /// <summary>On a terminal both Console.In and Console's stream would leave the kernel's line discipline for an
    /// editor of .NET's own, which Ctrl+C does not interrupt.</summary>
    private static Stream Open() => Console.IsInputRedirected
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    private static string ReadHiddenKeys()
    {
        StringBuilder line = new();
        for (ConsoleKeyInfo key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                line.Append(key.KeyChar);
            }
        }

        return line.ToString();
    }
}
