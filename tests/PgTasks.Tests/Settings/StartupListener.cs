using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PgTasks.Tests.Settings;

/// <summary>
/// Stands where a server would: notes what a client's startup message says and turns the client away. So any role and
/// database can be asked for, and psql and PgTasks be compared by what each sends to which address.
/// </summary>
public sealed class StartupListener : IDisposable
{
    private const int StartupVersion = 3 << 16;
    private static readonly byte[] s_refusal = Encoding.ASCII.GetBytes("SFATAL\0VFATAL\0C28000\0Mno\0\0");
    private readonly ConcurrentQueue<Startup> _seen = new();
    private readonly List<Socket> _sockets = [];

    /// <summary>Listens on two ports of the loopback address, and on sockets of those numbers.</summary>
    public StartupListener()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("pg 'q%2F\\").FullName;
        Ports = [ListenOnPort(), ListenOnPort()];
        foreach (int port in Ports)
        {
            Listen(new UnixDomainSocketEndPoint(Path.Combine(Directory, $".s.PGSQL.{port}")), $"socket {port}");
        }
    }

    /// <summary>The directory of the sockets; its name needs escapes in every spelling.</summary>
    public string Directory { get; }

    /// <summary>The ports.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>The first startup message since the last call, or null.</summary>
    public Startup? TakeFirst()
    {
        Startup? first = _seen.TryDequeue(out Startup? startup) ? startup : null;
        _seen.Clear();
        return first;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private int ListenOnPort()
    {
        Socket socket = Listen(new IPEndPoint(IPAddress.Loopback, 0), "port");
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Socket Listen(EndPoint address, string name)
    {
        Socket socket = new(
            address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        socket.Bind(address);
        socket.Listen();
        _sockets.Add(socket);
        string full = socket.LocalEndPoint is IPEndPoint bound ? $"{name} {bound.Port}" : name;
        _ = AcceptAsync(socket, full);
        return socket;
    }

    private async Task AcceptAsync(Socket listener, string name)
    {
        try
        {
            while (true)
            {
                await using NetworkStream stream = new(await listener.AcceptAsync(), ownsSocket: true);
                await AnswerAsync(stream, name);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The listener has been closed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string name)
    {
        try
        {
            while (true)
            {
                byte[] length = new byte[4];
                await stream.ReadExactlyAsync(length);
                byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
                await stream.ReadExactlyAsync(body);
                if (BinaryPrimitives.ReadInt32BigEndian(body) == StartupVersion)
                {
                    _seen.Enqueue(Startup.Parse(name, body.AsSpan(4)));
                    break;
                }

                // Asked for TLS or GSS.
                await stream.WriteAsync("N"u8.ToArray());
            }

            byte[] head = new byte[5];
            head[0] = (byte)'E';
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), s_refusal.Length + 4);
            await stream.WriteAsync((byte[])[.. head, .. s_refusal]);
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }
}
