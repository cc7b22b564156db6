using System.Security.Cryptography;

namespace PgTasks.Postgres.LocalServer;

/// <summary>Makes the data of a new server, in a directory beside its place until they are complete.</summary>
internal static class NewCluster
{
    // What initdb writes: it takes all away when it fails, so little seems to be free enough.
    private const long SpaceForData = 64 << 20;

    /// <summary>Makes them.</summary>
    /// <exception cref="PgTaskException">ServerStartFailed, or DataDirectoryNotUsable where the disk is full.</exception>
    public static async Task MakeAsync(
        ServerDirectory directory,
        ServerAccount account,
        PostgresInstallation installation,
        bool ephemeral,
        CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(
                directory.PasswordFile, Convert.ToHexString(RandomNumberGenerator.GetBytes(24)), stop);
        }

        string[] locales = OperatingSystem.IsWindows() ? ["C"] : ["C.UTF-8", "C"];
        string errors = "";
        foreach (string locale in locales)
        {
            await DirectoryOwnership.RemoveAsync(directory.NewData, account);
            await DirectoryOwnership.GiveAsync(directory.NewData, account, stop);
            ProgramResult result = await account.RunAsync(
                installation.Program("initdb"),
                GetArguments(directory, account, locale, ephemeral),
                directory.FullPath,
                directory.NewData,
                stop);
            if (result.ExitCode == 0)
            {
                Directory.Move(directory.NewData, directory.Data);
                return;
            }

            errors = result.Errors.Trim();
        }

        stop.ThrowIfCancellationRequested();
        throw directory.LacksSpace(SpaceForData)
            ? ServerFaults.DiskFull(directory.FullPath)
            : ServerFaults.NoData(directory.FullPath, errors);
    }

    private static IEnumerable<string> GetArguments(
        ServerDirectory directory, ServerAccount account, string locale, bool ephemeral)
    {
        IEnumerable<string> arguments =
        [
            "--username", account.Role, "--encoding=UTF8", $"--locale={locale}",
            .. OperatingSystem.IsWindows()
                ? (string[])["--auth=scram-sha-256", $"--pwfile={directory.PasswordFile}"]
                : ["--auth=peer"],
        ];
        return ephemeral ? arguments.Append("--no-sync") : arguments;
    }
}
