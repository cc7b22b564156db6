using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PgTasks.Postgres.LocalServer;
using PgTasks.Tests.LocalServer;

namespace PgTasks.Tests.Settings;

/// <summary>A PostgreSQL with TLS on a port, and roles that it asks for their password each in another way.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    /// <summary>Every role's password.</summary>
    public const string Password = "s3cret";

    private readonly TestDirectory _directory = new();
    private ServerAccount _account = null!;
    private PostgresInstallation _installation = null!;

    /// <summary>Where it listens, on the loopback address.</summary>
    public int Port { get; private set; }

    /// <summary>The certificate of the server, for localhost.</summary>
    public string Certificate => Path.Combine(_directory.FullPath, "server.crt");

    /// <summary>The directory of its socket; only its account can enter it.</summary>
    public string Data => Path.Combine(_directory.FullPath, "data");

    /// <summary>Makes and starts it.</summary>
    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its files are made by the shell.");
        _account = await ServerAccount.FindAsync(CancellationToken.None);
        _installation = await PostgresInstallation.FindAsync(null, null, _account, CancellationToken.None);
        await DirectoryOwnership.GiveAsync(Data, _account, CancellationToken.None);
        await RunAsync(_installation.Program("initdb"), "--username", "admin", "--auth=trust", "--no-sync");
        Port = GetFreePort();
        (string certificate, string key) = MakeCertificate("localhost");
        await File.WriteAllTextAsync(Certificate, certificate);
        await WriteAsync("server.crt", certificate);
        await WriteAsync("server.key", key);
        await WriteAsync("pg_hba.conf", """
            local all all trust
            host all clear all password
            host all md5 all md5
            host all scram all scram-sha-256
            host all open all trust

            """);
        await WriteAsync("postgresql.auto.conf", $"""
            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = '{Data}'
            ssl = on
            fsync = off

            """);
        await RunAsync(_installation.Program("pg_ctl"), "start", "-s", "-w", "-l", "log");
        await TestServer.ExecuteAsync($"Host={Data};Port={Port};Username=admin;Database=postgres", $"""
            CREATE ROLE open LOGIN;
            CREATE ROLE clear LOGIN PASSWORD '{Password}';
            CREATE ROLE scram LOGIN PASSWORD '{Password}';
            SET password_encryption = 'md5';
            CREATE ROLE md5 LOGIN PASSWORD '{Password}';
            """);
    }

    /// <summary>Writes a client's certificate and its key, and gives the path without the ending.</summary>
    public string MakeClientCertificate(string name, UnixFileMode mode)
    {
        (string certificate, string key) = MakeCertificate(name);
        string path = Path.Combine(_directory.FullPath, name);
        File.WriteAllText(path + ".crt", certificate);
        File.WriteAllText(path + ".key", key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path + ".key", mode);
        }

        return path;
    }

    /// <summary>Stops and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Port != 0)
        {
            await RunAsync(_installation.Program("pg_ctl"), "stop", "-s", "-w", "-m", "immediate");
            await DirectoryOwnership.RemoveAsync(Data, _account);
        }

        await _directory.DisposeAsync();
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        ProgramResult result = await _account.RunAsync(program, arguments, Data, Data, CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private Task WriteAsync(string name, string text) => _account.ShellAsync(
        """umask 077; printf '%s' "$2" > "$1" """, [name, text], Data, CancellationToken.None);

    private static (string Certificate, string Key) MakeCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static int GetFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
