using System.Security.Cryptography;

namespace PgTasks.Postgres.LocalServer;

/// <summary>Makes the data of a new server, in a directory beside its place until they are complete.</summary>
internal static class NewCluster
{
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
            if (Directory.Exists(directory.NewData))
            {
                Directory.Delete(directory.NewData, recursive: true);
            }

            if (account.RunAs is not null)
            {
                await SocketDirectory.ForAsync(account, directory.NewData, stop);
            }

            ProgramResult result = await account.RunAsync(
                installation.Program("initdb"),
                Arguments(directory, account, locale, ephemeral),
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
        throw DiskSpace.IsShort(directory, DiskSpace.NewData)
            ? ServerErrors.DataDirectoryNotUsable(directory.FullPath, "the disk is full.", DiskSpace.Advice)
            : ServerErrors.ServerStartFailed($"initdb could not make the data in '{directory.FullPath}': {errors}");
    }

    private static IEnumerable<string> Arguments(
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
