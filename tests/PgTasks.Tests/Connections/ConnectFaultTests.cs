using System.Net;
using System.Net.Sockets;
using PgTasks.Postgres;
using PgTasks.Tests.Settings;

namespace PgTasks.Tests.Store;

/// <summary>Why no connection comes about is told apart, and Ctrl+C ends the attempt wherever it is.</summary>
public sealed class ConnectFaultTests(StartupListener listener) : IClassFixture<StartupListener>, IDisposable
{
    private readonly TcpListener _mute = new(IPAddress.Loopback, 0);

    private int MutePort => ((IPEndPoint)_mute.LocalEndpoint).Port;

    [Theory]
    [InlineData("host=no-such-host.invalid", "HostNotFound", "no-such-host.invalid")]
    [InlineData("host=no-such-host.invalid,127.0.0.1 port=1", null, "")]
    [InlineData("host=a.invalid,b.invalid", "HostNotFound", "a.invalid, b.invalid")]
    [InlineData("host=127.0.0.1 port=1", "ConnectionRefused", "127.0.0.1:1")]
    [InlineData("host=127.0.0.1,localhost port=1,2", "ConnectionRefused", "127.0.0.1:1, localhost:2")]
    [InlineData("host=/nowhere port=1", "ConnectionRefused", "/nowhere:1")]
    public async Task The_server_that_is_not_reached(string text, string? error, string named)
    {
        Exception exception = await FailAsync(text);
        Assert.Equal(error, (exception as PgTaskException)?.ErrorId);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("require")]
    [InlineData("verify-full")]
    public async Task A_server_without_TLS(string mode) => Assert.Equal(
        "TlsNotOffered",
        Assert.IsType<PgTaskException>(await FailAsync($"host=127.0.0.1 port={listener.Ports[0]} sslmode={mode}")).ErrorId);

    [Theory]
    [InlineData("disable")]
    [InlineData("prefer")]
    [InlineData("require")]
    [InlineData("require sslnegotiation=direct")]
    public async Task A_server_that_says_nothing(string mode)
    {
        _mute.Start();
        Assert.Equal("ConnectTimeout", Assert.IsType<PgTaskException>(
            await FailAsync($"host=127.0.0.1 port={MutePort} connect_timeout=1 sslmode={mode}")).ErrorId);
    }

    [Theory]
    [InlineData("", "sslmode=disable")]
    [InlineData("", "sslmode=require")]
    [InlineData("S", "sslmode=require")]
    [InlineData("R\0\0\0\b\0\0\0\x3", "sslmode=disable password=x")]
    [InlineData("R\0\0\0\x17\0\0\0\nSCRAM-SHA-256\0\0", "sslmode=disable password=x")]
    [InlineData("R\0\0\0\b\0\0\0\0", "sslmode=disable")]
    [InlineData("R\0\0\0\b\0\0\0\0S\0\0\0\x18server_version\015.0\0Z\0\0\0\x5I", "sslmode=disable")]
    public async Task Ctrl_C_ends_the_wait(string answer, string options)
    {
        _mute.Start();
        using CancellationTokenSource stop = new();
        await using PostgresTaskStore store = new();
        Task opening = store.OpenAsync(
            new ConnectionRequest
            {
                ConnectionString = $"host=127.0.0.1 port={MutePort} user=ann connect_timeout=60 {options}",
                IgnoresEnvironment = true,
            },
            new StoreCaller(_ => { }),
            stop.Token);
        using TcpClient client = await _mute.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        byte[] heard = new byte[1024];
        Assert.NotEqual(0, await client.GetStream().ReadAsync(heard, TestContext.Current.CancellationToken));
        await client.GetStream().WriteAsync(
            answer.Select(letter => (byte)letter).ToArray(), TestContext.Current.CancellationToken);
        Assert.False(opening.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(
            TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _mute.Dispose();

    private static async Task<Exception> FailAsync(string text)
    {
        await using PostgresTaskStore store = new();
        return (await Record.ExceptionAsync(() => store.OpenAsync(
            new ConnectionRequest { ConnectionString = text, IgnoresEnvironment = true },
            new StoreCaller(_ => { }),
            CancellationToken.None)))!;
    }
}
