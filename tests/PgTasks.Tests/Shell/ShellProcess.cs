using System.Diagnostics;

namespace PgTasks.Tests.Shell;

/// <summary>A run of the built executable, its streams redirected.</summary>
internal sealed class ShellProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private ShellProcess(string[] arguments)
    {
        ProcessStartInfo start = new(Executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("NO_COLOR");
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What was written, and the exit code.</summary>
    internal sealed record Result(int ExitCode, string Output, string Error);

    private static string Executable
    {
        get
        {
            // tests/PgTasks.Tests/bin/<configuration>/net10.0
            DirectoryInfo output = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            string root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "src", "PgTasks.Shell", "bin", output.Parent!.Name, output.Name,
                OperatingSystem.IsWindows() ? "PgTasks.Shell.exe" : "PgTasks.Shell");
        }
    }

    /// <summary>Starts the shell; its standard input stays open.</summary>
    public static ShellProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Runs the shell to its end, with nothing on standard input.</summary>
    public static Task<Result> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs the shell to its end with this standard input.</summary>
    public static async Task<Result> RunWithInputAsync(string input, params string[] arguments)
    {
        using ShellProcess shell = Start(arguments);
        await shell._process.StandardInput.WriteAsync(input);
        shell._process.StandardInput.Close();
        return await shell.EndAsync();
    }

    /// <summary>Returns the next line of standard output.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Closes the reading end of standard output.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString("D", null)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end and returns what was written and not read before.</summary>
    public async Task<Result> EndAsync(bool readOutput = true)
    {
        string output = readOutput ? await _process.StandardOutput.ReadToEndAsync() : "";
        await _process.WaitForExitAsync();
        return new Result(_process.ExitCode, output.ReplaceLineEndings("\n"), await _error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
