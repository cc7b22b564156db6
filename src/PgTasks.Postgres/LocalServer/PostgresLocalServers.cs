using System.Net;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The private servers, each in its directory, from the PostgreSQL that is installed here.</summary>
internal sealed class PostgresLocalServers : LocalServers
{
    /// <inheritdoc/>
    public override string DefaultDataDirectory { get; } = Path.Combine(KnownServers.Home, "default");

    /// <inheritdoc/>
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerFaults.DirectoryNotWritable(dataDirectory ?? DefaultDataDirectory, exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<PgTaskServer?> StartDefaultAsync(Action<string> onProgress, CancellationToken stop)
    {
        ServerDirectory directory = new(DefaultDataDirectory);
        try
        {
            return await ReadRecordAsync(directory, stop) is { IsEphemeral: false }
                ? await StartAsync(
                    directory, null, ephemeral: false, await ServerAccount.FindAsync(stop), onProgress, stop, mayMake: false)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerFaults.DirectoryNotWritable(directory.FullPath, exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<PgTaskServer> StopAsync(string dataDirectory, CancellationToken stop)
    {
        ServerDirectory directory = new(dataDirectory);
        ServerRecord record = await ReadRecordAsync(directory, stop) ?? throw ServerErrors.ServerNotFound(directory.FullPath);
        if (await EphemeralLease.ReleaseAsync(directory))
        {
            return await record.ToServerAsync(directory, stop);
        }

        try
        {
            ServerAccount account = await ServerAccount.FindAsync(stop);
            await using (await DirectoryLock.TakeAsync(directory, account, _ => { }, stop))
            {
                await StopHeldAsync(directory, record, account, stop);
            }

            PgTaskServer server = await record.ToServerAsync(directory, stop);
            if (record.IsEphemeral)
            {
                await EphemeralRemains.RemoveAbandonedAsync(directory, account, stop);
            }

            return server;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerFaults.DirectoryNotWritable(directory.FullPath, exception);
        }
    }

    /// <inheritdoc/>
    public override async Task RemoveAsync(string dataDirectory, CancellationToken stop)
    {
        ServerDirectory directory = new(dataDirectory);
        ServerRecord record = await ReadRecordAsync(directory, stop) ?? throw ServerErrors.ServerNotFound(directory.FullPath);
        if (await EphemeralLease.ReleaseAsync(directory))
        {
            return;
        }

        try
        {
            ServerAccount account = await ServerAccount.FindAsync(stop);
            await using DirectoryLock held = await DirectoryLock.TakeAsync(directory, account, _ => { }, stop);
            await StopHeldAsync(directory, record, account, stop);
            await held.RemoveServerAsync(account);
            KnownServers.Remove(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerFaults.DirectoryNotWritable(directory.FullPath, exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<PgTaskServer?> GetAsync(string dataDirectory, CancellationToken stop)
    {
        ServerDirectory directory = new(dataDirectory);
        return await ReadRecordAsync(directory, stop) is { } record ? await record.ToServerAsync(directory, stop) : null;
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<PgTaskServer>> GetAllAsync(CancellationToken stop)
    {
        ServerAccount account = await ServerAccount.FindAsync(stop);
        IEnumerable<string> known = await KnownServers.ReadAsync(stop);
        IEnumerable<string> ephemeral = await EphemeralRemains.FindAsync(account, stop);
        List<PgTaskServer> servers = [];
        foreach (string path in known.Concat(EphemeralLease.Held).Concat(ephemeral).Prepend(DefaultDataDirectory)
            .Distinct(StringComparer.Ordinal))
        {
            if (await GetAsync(path, stop) is { } server)
            {
                servers.Add(server);
            }
        }

        return servers;
    }

    /// <inheritdoc/>
    public override async Task<ConnectionRequest> GetConnectionAsync(PgTaskServer server, CancellationToken stop)
    {
        string? password = await new ServerDirectory(server.DataDirectory).ReadPasswordAsync(stop);
        return new ConnectionRequest
        {
            HostName = server.HostName,
            Port = server.Port,
            Database = server.Database,
            UserName = server.UserName,
            Credential = password is null ? null : new NetworkCredential(server.UserName, password),
            SslMode = "Disable",
            IgnoresEnvironment = true,
        };
    }

    private static async Task<PgTaskServer> StartAsync(
        ServerDirectory directory,
        string? binDirectory,
        bool ephemeral,
        ServerAccount account,
        Action<string> onProgress,
        CancellationToken stop,
        bool mayMake = true)
    {
        await using DirectoryLock held = await DirectoryLock.TakeAsync(directory, account, onProgress, stop);
        try
        {
            ServerRecord? record = await ReadRecordAsync(directory, stop);
            if (record is null && !mayMake)
            {
                // Removed since it was seen, by another process.
                throw ServerErrors.ServerNotFound(directory.FullPath);
            }

            if (record is null || !await record.AnswersAsync(directory, stop))
            {
                PostgresInstallation installation = await PostgresInstallation.FindAsync(
                    binDirectory, await directory.ReadMajorAsync(stop), account, stop);
                record = await new ServerControl(directory, account, onProgress).StartAsync(
                    installation, ephemeral, stop);
            }

            await ServerDatabase.EnsureAsync(directory, record, stop);
            if (!ephemeral)
            {
                await KnownServers.AddAsync(directory, stop);
            }

            return await record.ToServerAsync(directory, stop);
        }
        catch
        {
            await held.RemoveUnusedAsync(account);
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

    private static async Task StopHeldAsync(
        ServerDirectory directory, ServerRecord record, ServerAccount account, CancellationToken stop)
    {
        if (await record.AnswersAsync(directory, stop) || await CrashRemains.LivesAsync(directory, account, stop))
        {
            PostgresInstallation last = new(record.BinDirectory, record.Version);
            await new ServerControl(directory, account, _ => { }).StopAsync(
                File.Exists(last.Program("pg_ctl"))
                    ? last
                    : await PostgresInstallation.FindAsync(null, await directory.ReadMajorAsync(stop), account, stop),
                stop);
        }
    }

    private static async Task<ServerRecord?> ReadRecordAsync(ServerDirectory directory, CancellationToken stop) =>
        directory.HoldsServer ? await ServerRecord.ReadAsync(directory, stop) : null;
}
