using System.Runtime.InteropServices;

namespace PgTasks.Shell;

/// <summary>Keeps a Unix terminal from showing what is typed, until disposed. Neither of the ways around termios
/// serves: .NET undoes what a child <c>stty</c> sets, and <c>Console.ReadKey</c> cannot be interrupted.</summary>
internal sealed class TerminalEcho : IDisposable
{
    private const int Now = 0;
    private const byte Echo = 8;

    // More than any platform's struct termios. Its flags are four ints on Linux and four longs on macOS, the local
    // modes the last of them, ECHO the same bit of the first byte (both are little-endian).
    private readonly byte[] _saved = new byte[256];

    private TerminalEcho()
    {
        if (GetAttributes(0, _saved) == 0)
        {
            byte[] silent = (byte[])_saved.Clone();
            silent[OperatingSystem.IsMacOS() ? 24 : 12] &= unchecked((byte)~Echo);
            _ = SetAttributes(0, Now, silent);
        }
    }

    /// <summary>Turns the echo of standard input off.</summary>
    public static TerminalEcho Off() => new();

    /// <inheritdoc/>
    public void Dispose() => _ = SetAttributes(0, Now, _saved);

    [DllImport("libc", EntryPoint = "tcgetattr")]
    private static extern int GetAttributes(int descriptor, byte[] attributes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    private static extern int SetAttributes(int descriptor, int when, byte[] attributes);
}
