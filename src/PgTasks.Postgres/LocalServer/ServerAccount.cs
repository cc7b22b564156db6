using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PgTasks.Postgres.LocalServer;

/// <summary>Who calls, and who runs the server: the same, unless root calls, whom PostgreSQL refuses.</summary>
/// <param name="Caller">The account of this process.</param>
/// <param name="RunAs">The unprivileged account that runs the server for root; null: the caller does.</param>
internal sealed partial record ServerAccount(string Caller, string? RunAs)
{
    private static readonly string[] s_unprivileged = ["postgres", "_postgres", "nobody"];

    /// <summary>The account that owns the data.</summary>
    public string Owner => RunAs ?? Caller;

    /// <summary>The database role the caller becomes: of the same name where PostgreSQL takes it unquoted.</summary>
    public string Role => PlainName().IsMatch(Caller) ? Caller : "pgtasks";

    /// <summary>The caller alone, whose programs run as it does.</summary>
    public ServerAccount AsCaller => this with { RunAs = null };

    /// <summary>Finds the account to run servers under.</summary>
    /// <exception cref="PgTaskException">ServerStartFailed: root has no other to run them.</exception>
    public static async Task<ServerAccount> FindAsync(CancellationToken stop)
    {
        ServerAccount caller = new(Environment.UserName, null);
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return caller;
        }

        foreach (string name in s_unprivileged)
        {
            ProgramResult result = await caller.RunAsync("id", ["-u", name], "/", null, stop);
            if (result.ExitCode == 0)
            {
                return caller with { RunAs = name };
            }
        }

        throw ServerFaults.NoAccount();
    }

    /// <summary>How to start a program under this account, unseen by the terminal and deaf to PG* variables.</summary>
    public ProcessStartInfo Program(
        string file, IEnumerable<string> arguments, string workingDirectory, string? dataDirectory)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = workingDirectory,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsPostgresVariable).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        if (dataDirectory is not null)
        {
            start.Environment["PGDATA"] = dataDirectory;
        }

        if (RunAs is not null)
        {
            start.UserName = RunAs;
        }

        return start;
    }

    /// <summary>Runs a program to its end. A cancelled one is killed with all that it started.</summary>
    public async Task<ProgramResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string workingDirectory,
        string? dataDirectory,
        CancellationToken stop,
        bool leavesServer = false)
    {
        ProcessStartInfo start = Program(file, arguments, workingDirectory, dataDirectory);

        // On Windows the server inherits the pipes of the pg_ctl that starts it, and they would never end.
        bool piped = !(leavesServer && OperatingSystem.IsWindows());
        start.RedirectStandardOutput = start.RedirectStandardError = piped;
        using Process process = Launch(start);
        process.StandardInput.Close();
        Task<string> output = piped ? process.StandardOutput.ReadToEndAsync(stop) : Task.FromResult("");
        Task<string> errors = piped ? process.StandardError.ReadToEndAsync(stop) : Task.FromResult("");
        try
        {
            await process.WaitForExitAsync(stop);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Runs a script of the system's shell under this account; $1 and on are its arguments.</summary>
    public Task<ProgramResult> ShellAsync(
        string script, IEnumerable<string> arguments, string workingDirectory, CancellationToken stop) =>
        RunAsync("/bin/sh", ["-c", script, "sh", .. arguments], workingDirectory, null, stop);

    /// <summary>Starts a program, or says which one would not start.</summary>
    /// <exception cref="PgTaskException">ServerStartFailed.</exception>
    public static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw ServerFaults.ProgramNotRun(start.FileName, exception);
        }
    }

    private static bool IsPostgresVariable(string name) => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^(?!pg_)[a-z_][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}

/// <summary>How a program ended and what it said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
