using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PgTasks.Tests.Store;

/// <summary>
/// Stands where a server would, lets every client in and notes the queries that it sends, without running them: so psql
/// tells where one statement ends and the next begins.
/// </summary>
public sealed class QueryListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private List<string> _queries = [];

    /// <summary>Listens on a port of the loopback address.</summary>
    public QueryListener()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        _ = AcceptAsync();
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Whether the server says that \ is no escape in strings.</summary>
    public bool HasStandardStrings { get; set; } = true;

    /// <summary>The queries since the last call.</summary>
    public List<string> TakeQueries() => Interlocked.Exchange(ref _queries, []);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await using NetworkStream stream = new(await _socket.AcceptAsync(), ownsSocket: true);
                await AnswerAsync(stream);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The listener has been closed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            while (BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(stream)) != 3 << 16)
            {
                // Asked for TLS or GSS.
                await stream.WriteAsync("N"u8.ToArray());
            }

            byte[] ready = Message('Z', "I");
            await stream.WriteAsync((byte[])[
                .. Message('R', "\0\0\0\0"),
                .. Message('S', "server_version\015.0\0"),
                .. Message('S', "client_encoding\0UTF8\0"),
                .. Message('S', $"standard_conforming_strings\0{(HasStandardStrings ? "on" : "off")}\0"),
                .. ready]);
            byte[] type = new byte[1];
            while (true)
            {
                await stream.ReadExactlyAsync(type);
                byte[] body = await ReadAsync(stream);
                switch ((char)type[0])
                {
                    case 'Q':
                        string query = Encoding.UTF8.GetString(body.AsSpan(..^1));
                        _queries.Add(query);
                        await stream.WriteAsync(query.Contains("STDIN", StringComparison.Ordinal)
                            ? Message('G', "\0\0\0")
                            : [.. Message('C', "DO\0"), .. ready]);
                        break;
                    case 'd':
                        _queries[^1] += Encoding.UTF8.GetString(body);
                        break;
                    case 'c':
                        await stream.WriteAsync((byte[])[.. Message('C', "COPY 0\0"), .. ready]);
                        break;
                    default:
                        return;
                }
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await stream.ReadExactlyAsync(body);
        return body;
    }

    private static byte[] Message(char type, string body)
    {
        byte[] message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        Encoding.ASCII.GetBytes(body, message.AsSpan(5));
        return message;
    }
}
