using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What the last start decided, kept in server.json so that any process can find the server.</summary>
internal sealed record ServerRecord(
    string BinDirectory, string Version, string HostName, int Port, string UserName, bool IsEphemeral)
{
    /// <summary>The database of every private server.</summary>
    public const string Database = "pgtasks";

    private const string FileName = "server.json";
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    /// <summary>The record of a directory, or null where there is none that can be read.</summary>
    public static async Task<ServerRecord?> ReadAsync(ServerDirectory directory, CancellationToken stop)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerRecord>(
                await File.ReadAllTextAsync(directory.In(FileName), stop));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the record.</summary>
    public Task WriteAsync(ServerDirectory directory, CancellationToken stop) =>
        directory.WriteAsync(FileName, JsonSerializer.Serialize(this, s_options), stop);

    /// <summary>Whether someone listens there: a pid file outlives its process, a listening socket doesn't.</summary>
    public async Task<bool> AnswersAsync(ServerDirectory directory, CancellationToken stop)
    {
        if (await directory.ReadProcessAsync(stop) is null)
        {
            return false;
        }

        EndPoint address = HostName == IPAddress.Loopback.ToString()
            ? new IPEndPoint(IPAddress.Loopback, Port)
            : new UnixDomainSocketEndPoint(Path.Combine(HostName, $".s.PGSQL.{Port}"));
        using Socket socket = new(
            address.AddressFamily,
            SocketType.Stream,
            address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The server as its user sees it.</summary>
    public async Task<PgTaskServer> ToServerAsync(ServerDirectory directory, CancellationToken stop)
    {
        bool answers = await AnswersAsync(directory, stop);
        return new PgTaskServer
        {
            DataDirectory = directory.FullPath,
            BinDirectory = BinDirectory,
            Version = Version,
            IsRunning = answers,
            ProcessId = answers ? await directory.ReadProcessAsync(stop) : null,
            HostName = HostName,
            Port = Port,
            Database = Database,
            UserName = UserName,
            IsEphemeral = IsEphemeral,
            LogPath = directory.Log,
        };
    }
}
