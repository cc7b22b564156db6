using Npgsql;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The database of a private server that has just been started.</summary>
internal static class ServerDatabase
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits until the server takes connections, and makes its database where it is missing.</summary>
    /// <exception cref="PgTaskException">ServerStartFailed: it is there and says nothing.</exception>
    public static async Task EnsureAsync(ServerDirectory directory, ServerRecord record, CancellationToken stop)
    {
        NpgsqlConnectionStringBuilder settings = new()
        {
            Host = record.HostName,
            Port = record.Port,
            Database = ServerRecord.Database,
            Username = record.UserName,
            Password = await directory.ReadPasswordAsync(stop),
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
        };
        try
        {
            await ExecuteAsync(settings, null, stop);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            settings.Database = "postgres";
            await ExecuteAsync(settings, $"CREATE DATABASE {ServerRecord.Database}", stop);
        }
        catch (Exception exception) when (exception is TimeoutException or NpgsqlException { InnerException: TimeoutException })
        {
            throw ServerFaults.NotAnswering(
                directory.FullPath, await directory.ReadProcessAsync(stop), settings.Timeout, exception);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder settings, string? sql, CancellationToken stop)
    {
        while (true)
        {
            NpgsqlConnection connection = new(settings.ConnectionString);
            Task opening = connection.OpenAsync(stop);
            try
            {
                // Npgsql does not heed the token once a server has taken the connection.
                await opening.WaitAsync(TimeSpan.FromSeconds(settings.Timeout) + s_grace, stop);
                if (sql is not null)
                {
                    await using NpgsqlCommand command = new(sql, connection);
                    await command.ExecuteNonQueryAsync(stop);
                }

                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                // It still recovers from a crash, or was started by hand this moment.
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
            }
            finally
            {
                _ = opening.ContinueWith(_ => connection.Dispose(), TaskScheduler.Default);
            }
        }
    }
}
