using PgTasks.Postgres;

namespace PgTasks.Tests.Settings;

/// <summary>What shall protect a connection does, against a real server with TLS; psql is the judge.</summary>
public sealed class ProtectionTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybodys = Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Theory]
    [InlineData("scram", "channel_binding=require sslmode=require", null)]
    [InlineData("scram", "channel_binding=require", null)]
    [InlineData("scram", "channel_binding=require sslmode=disable", "AuthenticationNotAllowed")]
    [InlineData("clear", "channel_binding=require sslmode=require", "AuthenticationNotAllowed")]
    [InlineData("clear", "channel_binding=require sslmode=disable", "AuthenticationNotAllowed")]
    [InlineData("md5", "channel_binding=require sslmode=require", "AuthenticationNotAllowed")]
    [InlineData("open", "channel_binding=require sslmode=require", "AuthenticationNotAllowed")]
    [InlineData("scram", "channel_binding=require require_auth=scram-sha-256", null)]
    [InlineData("scram", "channel_binding=require require_auth=!password", null)]
    [InlineData("scram", "channel_binding=require require_auth=md5", "InvalidConnectionString")]
    [InlineData("scram", "channel_binding=require require_auth=!scram-sha-256", "InvalidConnectionString")]
    [InlineData("clear", "channel_binding=prefer", null)]
    [InlineData("md5", "require_auth=scram-sha-256", "AuthenticationNotAllowed")]
    [InlineData("open", "require_auth=!none", "AuthenticationNotAllowed")]
    [InlineData("open", "require_auth=none", null)]
    public async Task Only_an_authentication_that_is_allowed_connects(string role, string options, string? error) =>
        await AssertAsync($"user={role} password={TlsServer.Password} {options}", error);

    [Theory]
    [InlineData("Channel Binding=Require", "AuthenticationNotAllowed")]
    [InlineData("Channel Binding=require;Require Auth=ScramSHA256,Password", "AuthenticationNotAllowed")]
    public async Task The_same_in_Npgsqls_words(string options, string error) => Assert.Equal(error, await ConnectAsync(
        $"Host=127.0.0.1;Port={server.Port};Database=postgres;Username=clear;Password={TlsServer.Password};{options}"));

    [Theory]
    [InlineData("scram", "PasswordMissing")]
    [InlineData("clear", "PasswordMissing")]
    [InlineData("open", null)]
    public async Task A_password_that_nobody_gave_is_named(string role, string? error) =>
        await AssertAsync($"user={role}", error);

    [Theory]
    [InlineData(Mine, null)]
    [InlineData(Mine | UnixFileMode.GroupRead, "PasswordMissing")]
    [InlineData(Everybodys, "PasswordMissing")]
    public async Task A_password_file_that_others_may_read_is_ignored(UnixFileMode mode, string? error)
    {
        string file = Write($"*:*:*:scram:{TlsServer.Password}", mode);
        List<string> warnings = [];
        await AssertAsync($"user=scram passfile={file}", error, warnings);
        Assert.Equal(error is null ? 0 : 1, warnings.Count);
    }

    [Theory]
    [InlineData("localhost:{0}:postgres:scram", "host=localhost hostaddr=127.0.0.1")]
    [InlineData("127.0.0.1:{0}:*:*", "host='' hostaddr=127.0.0.1")]
    [InlineData("nowhere:*:*:*:wrong\n#127.0.0.1:*:*:*:wrong\n127.0.0.1:*:*:*", "host=127.0.0.1")]
    [InlineData(@"127.0.0.1:*:postgres:sc\ram", "host=127.0.0.1")]
    public async Task The_line_of_the_password_file_is_found_by_the_name_as_libpq_finds_it(string line, string host)
    {
        string file = Write(line.Replace("{0}", $"{server.Port}", StringComparison.Ordinal) + $":{TlsServer.Password}:x", Mine);
        await AssertAsync($"user=scram passfile={file} {host}", null, host: "");
    }

    [Theory]
    [InlineData("localhost:*:*:*", "host=localhost hostaddr=127.0.0.1")]
    [InlineData("127.0.0.1:*:*:*", "host=localhost hostaddr=127.0.0.1")]
    [InlineData("127.0.0.1,localhost:*:*:*", "host=127.0.0.1,localhost")]
    [InlineData("127.0.0.1:*:*", "host=127.0.0.1")]
    [InlineData("127.0.0.1:5432:*:*", "host=127.0.0.1")]
    [InlineData("*:*:*:*", "hostaddr=127.0.0.1")]
    [InlineData("127.0.0.1:*:*:*", "host='' hostaddr=127.0.0.1")]
    public async Task A_line_fits_or_not_as_in_libpq(string line, string host)
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        string file = Write($"{line}:{TlsServer.Password}", Mine);
        string text = $"port={server.Port} dbname=postgres user=scram passfile={file} {host}";
        Assert.Equal(Psql.Connects(text), await ConnectAsync(text) is null);
    }

    [Theory]
    [InlineData(Mine, "sslmode=require", null)]
    [InlineData(Everybodys, "sslmode=require", "CertificateNotUsable")]
    [InlineData(Everybodys, "sslmode=disable", null)]
    public async Task A_key_that_others_may_read_is_refused(UnixFileMode mode, string options, string? error)
    {
        string client = server.MakeClientCertificate("client", mode);
        await AssertAsync($"user=open {options} sslcert={client}.crt sslkey={client}.key", error);
    }

    [Theory]
    [InlineData("sslcert={0}.crt sslkey={0}.missing", "CertificateNotUsable")]
    [InlineData("sslcert={0}.crt sslkey={0}.crt", "CertificateNotUsable")]
    [InlineData("sslcert={0}.missing sslkey={0}.missing", null)]
    public async Task A_key_that_is_missing_or_none_is_named(string options, string? error)
    {
        string client = server.MakeClientCertificate("client", Mine);
        await AssertAsync($"user=open sslmode=require {options.Replace("{0}", client, StringComparison.Ordinal)}", error);
    }

    [Theory]
    [InlineData("verify-full", "localhost", null)]
    [InlineData("verify-ca", "127.0.0.1", null)]
    [InlineData("verify-full", "127.0.0.1", "ServerNotTrusted")]
    public async Task The_servers_certificate_has_to_bear_its_name(string mode, string host, string? error) => await AssertAsync(
        $"user=open sslmode={mode} sslrootcert={server.Certificate}", error, host: $"host={host} hostaddr=127.0.0.1");

    [Fact]
    public async Task A_root_certificate_that_is_none_is_named() => await AssertAsync(
        $"user=open sslmode=verify-ca sslrootcert={Write("no certificate", Mine)}", "CertificateNotUsable");

    [Fact]
    public async Task Another_root_certificate_is_not_trusted() => await AssertAsync(
        $"user=open sslmode=verify-ca sslrootcert={server.MakeClientCertificate("other", Mine)}.crt", "ServerNotTrusted");

    private static string Write(string text, UnixFileMode mode)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    private async Task AssertAsync(
        string options, string? error, List<string>? warnings = null, string host = "host=127.0.0.1")
    {
        string text = $"{host} port={server.Port} dbname=postgres {options}";
        Assert.Equal(error, await ConnectAsync(text, warnings));
        // The psql of PostgreSQL 15 does not know require_auth.
        if (Psql.Program is not null && !options.Contains("require_auth", StringComparison.Ordinal))
        {
            Assert.Equal(Psql.Connects(text), error is null);
        }
    }

    private static async Task<string?> ConnectAsync(string text, List<string>? warnings = null)
    {
        await using PostgresTaskStore store = new();
        Exception? exception = await Record.ExceptionAsync(() => store.OpenAsync(
            new ConnectionRequest { ConnectionString = text },
            new StoreCaller(notice => warnings?.AddRange(notice.Level == NoticeLevel.Warning ? [notice.Text] : [])),
            CancellationToken.None));
        return exception is null ? null : Assert.IsType<PgTaskException>(exception).ErrorId;
    }
}
