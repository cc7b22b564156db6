using System.Globalization;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The settings a private server starts with, written at each start so that a directory can move.</summary>
internal static class ServerSettings
{
    public const string FileName = "server.conf";

    public static void Write(ServerDirectory directory, ServerAccount account, ServerRecord record)
    {
        bool windows = OperatingSystem.IsWindows();
        directory.Write("pg_hba.conf", windows
            ? "host all,replication all 127.0.0.1/32 scram-sha-256\n"
            : "local all,replication all peer map=pgtasks\n");
        directory.Write("pg_ident.conf", windows ? "" : $"pgtasks \"{account.Caller}\" {record.UserName}\n");
        directory.Write(FileName, string.Create(CultureInfo.InvariantCulture, $"""
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

            """));
    }

    private static string Quote(string value) =>
        $"'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
