using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace PgTasks.Tests.Faults;

/// <summary>Stands between the product and its server, and loses what a network may lose.</summary>
public sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _server;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile byte[]? _trigger;
    private int _countdown;
    private volatile bool _isFrozen;
    private volatile bool _refuses;
    private volatile bool _thenRefuses;
    private volatile bool _losesRequest;

    /// <param name="connectionString">How to reach the server itself.</param>
    public FaultProxy(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings = new(connectionString);
        _server = settings.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}")
            : new DnsEndPoint(settings.Host, settings.Port);
        _listener.Start();
        settings.Host = "127.0.0.1";
        settings.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        settings.SslMode = SslMode.Disable;
        ConnectionString = settings.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Completes once a reply was lost.</summary>
    public Task Lost => _lost.Task;

    /// <summary>How many connections it has taken.</summary>
    public int Accepted { get; private set; }

    /// <summary>
    /// Has the server do what a message with this text asks for, loses its reply and cuts the connection.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="times">The how many-th such message it is to be.</param>
    /// <param name="thenRefuses">Whether nobody can connect any more from then on.</param>
    public void LoseReplyTo(string text, int times = 1, bool thenRefuses = false)
    {
        _countdown = times;
        _thenRefuses = thenRefuses;
        _trigger = Encoding.ASCII.GetBytes(text);
    }

    /// <summary>Loses a message with this text on its way to the server, and cuts the connection.</summary>
    public void LoseRequest(string text)
    {
        _losesRequest = true;
        LoseReplyTo(text);
    }

    /// <summary>Has new connections refused, or taken again.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>Passes nothing on any more, and lets nobody know.</summary>
    public void Freeze() => _isFrozen = true;

    /// <summary>Cuts all connections; new ones are taken.</summary>
    public void Cut()
    {
        while (_sockets.TryTake(out Socket? socket))
        {
            socket.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                if (_refuses)
                {
                    client.Dispose();
                    continue;
                }

                Accepted++;
                _sockets.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using Socket server = new(
            _server is UnixDomainSocketEndPoint ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream,
            _server is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        using Socket closing = client;
        if (_isFrozen)
        {
            await Task.Delay(Timeout.Infinite);
        }

        await server.ConnectAsync(_server);
        _sockets.Add(server);
        StrongBox loses = new();
        await Task.WhenAny(PumpAsync(client, server, loses, isClient: true), PumpAsync(server, client, loses, isClient: false));
    }

    private async Task PumpAsync(Socket from, Socket to, StrongBox loses, bool isClient)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                while (_isFrozen)
                {
                    await Task.Delay(Timeout.Infinite);
                }

                if (isClient)
                {
                    loses.Value |= IsTrigger(buffer.AsSpan(0, count));
                    if (loses.Value && _losesRequest)
                    {
                        _lost.TrySetResult();
                        return;
                    }
                }
                else if (loses.Value)
                {
                    // Whole once the server is ready for the next: only then has it committed.
                    if (buffer.AsSpan(0, count).EndsWith("Z\0\0\0\u0005I"u8))
                    {
                        _refuses = _thenRefuses;
                        _lost.TrySetResult();
                        return;
                    }

                    continue;
                }

                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Either end is gone, and so is the other.
        }
    }

    private bool IsTrigger(ReadOnlySpan<byte> sent)
    {
        if (_trigger is not { } trigger || sent.IndexOf(trigger) < 0 || Interlocked.Decrement(ref _countdown) != 0)
        {
            return false;
        }

        _trigger = null;
        return true;
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
