using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What the last start decided, kept in server.json so that any process can find the server.</summary>
internal sealed record ServerRecord(
    string BinDirectory, string Version, string HostName, int Port, string UserName, bool IsEphemeral)
{
    public const string Database = "pgtasks";
    private const string FileName = "server.json";
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    public static ServerRecord? Read(ServerDirectory directory)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerRecord>(File.ReadAllText(directory.In(FileName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(ServerDirectory directory) =>
        directory.Write(FileName, JsonSerializer.Serialize(this, s_options));

    /// <summary>Whether someone listens there: a pid file outlives its process, a listening socket doesn't.</summary>
    public bool Answers(ServerDirectory directory)
    {
        if (directory.RecordedProcess() is null)
        {
            return false;
        }

        bool tcp = HostName == IPAddress.Loopback.ToString();
        using Socket socket = new(
            tcp ? AddressFamily.InterNetwork : AddressFamily.Unix,
            SocketType.Stream,
            tcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            socket.Connect(tcp
                ? new IPEndPoint(IPAddress.Loopback, Port)
                : new UnixDomainSocketEndPoint(Path.Combine(HostName, $".s.PGSQL.{Port}")));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public PgTaskServer ToServer(ServerDirectory directory)
    {
        bool answers = Answers(directory);
        return new PgTaskServer
        {
            DataDirectory = directory.FullPath,
            BinDirectory = BinDirectory,
            Version = Version,
            IsRunning = answers,
            ProcessId = answers ? directory.RecordedProcess() : null,
            HostName = HostName,
            Port = Port,
            Database = Database,
            UserName = UserName,
            IsEphemeral = IsEphemeral,
            LogPath = directory.Log,
        };
    }
}
