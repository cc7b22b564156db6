using System.Net;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The private servers, each in its directory, from the PostgreSQL that is installed here.</summary>
internal sealed class PostgresLocalServers : LocalServers
{
    public override string DefaultDataDirectory { get; } = Path.Combine(KnownServers.Home, "default");

    public override async Task<PgTaskServer> StartAsync(
        string? dataDirectory, string? binDirectory, bool ephemeral, Action<string> onProgress, CancellationToken stop)
    {
        try
        {
            ServerAccount account = await ServerAccount.FindAsync(stop);
            return ephemeral
                ? await StartEphemeralAsync(dataDirectory, binDirectory, account, onProgress, stop)
                : await StartAsync(
                    new ServerDirectory(dataDirectory ?? DefaultDataDirectory),
                    binDirectory, ephemeral, account, onProgress, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ServerErrors.DataDirectoryNotUsable(
                dataDirectory ?? DefaultDataDirectory, e.Message, "Name a -DataDirectory that you can write to.", e);
        }
    }

    public override async Task<PgTaskServer> StopAsync(string dataDirectory, CancellationToken stop)
    {
        ServerDirectory directory = new(dataDirectory);
        ServerRecord record = RecordOf(directory) ?? throw ServerErrors.ServerNotFound(directory.FullPath);
        if (await EphemeralLease.ReleaseAsync(directory))
        {
            return record.ToServer(directory);
        }

        try
        {
            ServerAccount account = await ServerAccount.FindAsync(stop);
            await using FileStream held = await directory.LockAsync(account, _ => { }, stop);
            if (record.Answers(directory) || await CrashRemains.LivesAsync(directory, account, stop))
            {
                PostgresInstallation last = new(record.BinDirectory, record.Version);
                await new ServerControl(directory, account, _ => { }).StopAsync(
                    File.Exists(last.Program("pg_ctl"))
                        ? last
                        : await PostgresInstallation.FindAsync(null, directory.Major, account, stop),
                    stop);
            }

            return record.ToServer(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ServerErrors.DataDirectoryNotUsable(directory.FullPath, e.Message, null, e);
        }
    }

    public override PgTaskServer? Get(string dataDirectory)
    {
        ServerDirectory directory = new(dataDirectory);
        return RecordOf(directory)?.ToServer(directory);
    }

    public override IReadOnlyList<PgTaskServer> GetAll() =>
        [.. KnownServers.All().Concat(EphemeralLease.Held).Prepend(DefaultDataDirectory)
            .Distinct(StringComparer.Ordinal).Select(Get).OfType<PgTaskServer>()];

    public override ConnectionRequest GetConnection(PgTaskServer server)
    {
        string passwordFile = new ServerDirectory(server.DataDirectory).PasswordFile;
        string? password = File.Exists(passwordFile) ? File.ReadAllText(passwordFile) : null;
        return new ConnectionRequest
        {
            HostName = server.HostName,
            Port = server.Port,
            Database = server.Database,
            UserName = server.UserName,
            Credential = password is null ? null : new NetworkCredential(server.UserName, password),
            SslMode = "Disable",
        };
    }

    private static async Task<PgTaskServer> StartAsync(
        ServerDirectory directory,
        string? binDirectory,
        bool ephemeral,
        ServerAccount account,
        Action<string> onProgress,
        CancellationToken stop)
    {
        await using FileStream held = await directory.LockAsync(account, onProgress, stop);
        try
        {
            ServerControl control = new(directory, account, onProgress);
            ServerRecord? record = RecordOf(directory);
            if (record is null || !record.Answers(directory))
            {
                PostgresInstallation installation = await PostgresInstallation.FindAsync(
                    binDirectory, directory.Major, account, stop);
                record = await control.StartAsync(installation, ephemeral, stop);
            }

            await control.EnsureDatabaseAsync(record, stop);
            if (!ephemeral)
            {
                KnownServers.Add(directory);
            }

            return record.ToServer(directory);
        }
        catch
        {
            directory.RemoveUnused();
            throw;
        }
    }

    private static async Task<PgTaskServer> StartEphemeralAsync(
        string? dataDirectory,
        string? binDirectory,
        ServerAccount account,
        Action<string> onProgress,
        CancellationToken stop)
    {
        PostgresInstallation installation = await PostgresInstallation.FindAsync(binDirectory, null, account, stop);
        ServerDirectory directory = await EphemeralLease.TakeAsync(dataDirectory, installation, account, stop);
        try
        {
            return await StartAsync(
                directory, installation.BinDirectory, ephemeral: true, account, onProgress, stop);
        }
        catch
        {
            await EphemeralLease.ReleaseAsync(directory);
            throw;
        }
    }

    private static ServerRecord? RecordOf(ServerDirectory directory) =>
        directory.HoldsServer ? ServerRecord.Read(directory) : null;
}
