using System.Globalization;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What a private server starts with, written at each start so that a directory can move.</summary>
internal static class ServerConfiguration
{
    /// <summary>The file that postgres reads first.</summary>
    public const string FileName = "server.conf";

    /// <summary>Writes that file, and who may connect.</summary>
    public static async Task WriteAsync(
        ServerDirectory directory, ServerAccount account, ServerRecord record, CancellationToken stop)
    {
        bool windows = OperatingSystem.IsWindows();
        await directory.WriteAsync("pg_hba.conf", windows
            ? "host all,replication all 127.0.0.1/32 scram-sha-256\n"
            : "local all,replication all peer map=pgtasks\n", stop);
        await directory.WriteAsync(
            "pg_ident.conf", windows ? "" : $"pgtasks \"{account.Caller}\" {record.UserName}\n", stop);
        await directory.WriteAsync(FileName, string.Create(CultureInfo.InvariantCulture, $"""
            # Written by PgTasks at each start. Settings of your own belong into data/postgresql.conf.
            include = {Quote(Path.Combine(directory.Data, "postgresql.conf"))}
            hba_file = {Quote(directory.In("pg_hba.conf"))}
            ident_file = {Quote(directory.In("pg_ident.conf"))}
            listen_addresses = {Quote(windows ? record.HostName : "")}
            port = {record.Port}
            unix_socket_directories = {Quote(windows ? "" : record.HostName)}
            unix_socket_permissions = 0700
            logging_collector = off
            log_checkpoints = off
            {(record.IsEphemeral ? "fsync = off\nsynchronous_commit = off\nfull_page_writes = off" : "")}

            """), stop);
    }

    private static string Quote(string value) =>
        $"'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
