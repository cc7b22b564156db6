using System.Net;
using PgTasks.Postgres.Settings;

namespace PgTasks.Tests.Settings;

/// <summary>Which source wins, and that the session says so.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private readonly Given _given = new();

    [Fact]
    public void Each_source_yields_to_the_one_before()
    {
        string file = _given.File(".env", "DATABASE_URL=postgres://f@f:6/f\nPGHOST=g\nPGAPPNAME=env\nPGOPTIONS='-c x=y'");
        ConnectionRequest request = new() { EnvironmentFile = file };
        AssertHost("f", $"DATABASE_URL in {file}", request);
        _given.Variable("PGHOST", "e").Variable("PGAPPNAME", "e");
        AssertHost("e", "PGHOST", request);
        _given.Variable("DATABASE_URL", "postgres://d/d");
        AssertHost("d", "DATABASE_URL", request);
        string services = _given.File(".pg_service.conf", "[mine]\nhost=c\nport=3\n[yours]\nhost=b\n");
        _given.Variable("PGSERVICE", "mine");
        AssertHost("c", $"service mine in {services}", request);
        AssertHost("b", $"service yours in {services}", request with { Service = "yours" });
        AssertHost("a", "-ConnectionString", request with { ConnectionString = "host=a" });
        AssertHost("b", $"service yours in {services}", request with { ConnectionString = "service=yours" });
        AssertHost("h", "-HostName", request with { ConnectionString = "host=a", HostName = "h" });

        ResolvedSettings resolved = _given.Resolve(request with { HostName = "h" });
        Assert.Equal(
            [
                "Host = h (-HostName)",
                $"Port = 3 (service mine in {services})",
                "Database = d (DATABASE_URL)",
                $"Username = f (DATABASE_URL in {file})",
                "Application Name = e (PGAPPNAME)",
                $"Options = -c x=y (PGOPTIONS in {file})",
            ],
            resolved.Settings.Where(setting => setting.Source != "default").Select(setting => setting.ToString()));
        Assert.Contains(resolved.Settings, setting => setting is { Name: "SSL Mode", Value: "Prefer", Source: "default" });
    }

    [Fact]
    public void A_service_that_a_url_names_yields_to_that_url()
    {
        _given.Variable("DATABASE_URL", "postgres://d/?service=mine").Variable("PGPORT", "9");
        _given.File(".pg_service.conf", "[mine]\nhost=c\nport=3\n");
        ResolvedSettings resolved = _given.Resolve(new ConnectionRequest());
        Assert.Equal(("d", 3), (resolved.Builder.Host, resolved.Builder.Port));
    }

    [Fact]
    public void Service_files_are_looked_for_where_libpq_looks()
    {
        ConnectionRequest request = new() { Service = "s" };
        Assert.Equal("ServiceNotFound", Assert.Throws<PgTaskException>(() => _given.Resolve(request)).ErrorId);
        _given.File("etc/pg_service.conf", "# system\n[s]\nhost=system\n");
        Assert.Equal("system", _given.Resolve(request).Builder.Host);
        _given.File("conf/pg_service.conf", "[s]\nhost=conf\n");
        _given.Variable("PGSYSCONFDIR", Path.Combine(_given.Home, "conf"));
        Assert.Equal("conf", _given.Resolve(request).Builder.Host);
        _given.File(".pg_service.conf", "[other]\nhost=no\n[s]\n  host=home\nhost=second  \nport=7\n[after]\nport=8");
        Assert.Equal(("home", 7), (_given.Resolve(request).Builder.Host, _given.Resolve(request).Builder.Port));
        _given.Variable("PGSERVICEFILE", _given.File("named", "[s]\nhost=named\n"));
        Assert.Equal("named", _given.Resolve(request).Builder.Host);
    }

    [Theory]
    [InlineData("[s]\nhost", "InvalidConnectionString")]
    [InlineData("[s]\nservice=t", "InvalidConnectionString")]
    [InlineData("[s]\nhots=t", "UnknownSetting")]
    [InlineData("[s]\nport=1\nnothing=t", "UnknownSetting")]
    public void A_broken_service_is_an_error(string text, string id)
    {
        _given.File(".pg_service.conf", text);
        Assert.Equal(
            id, Assert.Throws<PgTaskException>(() => _given.Resolve(new ConnectionRequest { Service = "s" })).ErrorId);
    }

    [Fact]
    public void An_environment_file_may_be_written_as_a_shell_reads_it()
    {
        string file = _given.File(".env", """
            # comment
            export PGHOST=db1   # comment

            PGUSER = 'an#n $x'
            PGAPPNAME="a \"b\" # c"
            PGDATABASE=a#b
            not a line
            PGPORT=1
            PGPORT=2
            """);
        ResolvedSettings resolved = _given.Resolve(new ConnectionRequest { EnvironmentFile = file });
        Assert.Equal(
            ("db1", 2, "an#n $x", "a \"b\" # c", "a#b"),
            (resolved.Builder.Host, resolved.Builder.Port, resolved.Builder.Username, resolved.Builder.ApplicationName,
                resolved.Builder.Database));
        Assert.Equal("EnvironmentFileNotFound", Assert.Throws<PgTaskException>(
            () => _given.Resolve(new ConnectionRequest { EnvironmentFile = file + "x" })).ErrorId);
    }

    [Fact]
    public void A_password_comes_last_from_the_password_file()
    {
        string passfile = _given.File(OperatingSystem.IsWindows() ? "postgresql/pgpass.conf" : ".pgpass", "*:*:*:*:x");
        ResolvedSettings resolved = _given.Resolve("host=a");
        Assert.Equal((passfile, null), (resolved.Builder.Passfile, resolved.Builder.Password));
        _given.Variable("PGPASSFILE", "/p");
        Assert.Equal("/p", _given.Resolve("host=a").Builder.Passfile);
        _given.Variable("PGPASSWORD", "secret");
        Assert.Equal("secret", _given.Resolve("host=a").Builder.Password);
    }

    [Fact]
    public void A_credential_wins_over_the_string_and_a_name_over_the_credential()
    {
        ConnectionRequest request = new()
        {
            ConnectionString = "postgres://u:p@a/b",
            Credential = new NetworkCredential("ann", "secret"),
        };
        Assert.Equal(("ann", "secret"), Names(request));
        Assert.Equal(("bob", "secret"), Names(request with { UserName = "bob" }));
        Assert.Equal(("bob", "p"), Names(request with { UserName = "bob", Credential = null }));
    }

    [Fact]
    public void A_private_server_is_not_misled_by_what_surrounds_it()
    {
        _given.Variable("PGHOSTADDR", "10.0.0.1").Variable("DATABASE_URL", "nonsense").Variable("PGSSLMODE", "verify-full");
        ResolvedSettings resolved = _given.Resolve(new ConnectionRequest { HostName = "db", IgnoresEnvironment = true });
        Assert.Equal(("db", Npgsql.SslMode.Prefer), (resolved.Builder.Host, resolved.Builder.SslMode));
    }

    [Theory]
    [InlineData("host=a", "-c default_transaction_read_only=on")]
    [InlineData("host=a options='-c geqo=off'", "-c geqo=off -c default_transaction_read_only=on")]
    public void Reading_only_is_added_to_what_the_server_is_told(string text, string options) => Assert.Equal(
        options, _given.Resolve(new ConnectionRequest { ConnectionString = text, IsReadOnly = true }).Builder.Options);

    [Theory]
    [InlineData("verify-full", Npgsql.SslMode.VerifyFull)]
    [InlineData("VerifyCA", Npgsql.SslMode.VerifyCA)]
    public void The_mode_of_TLS_is_taken_in_both_spellings(string mode, Npgsql.SslMode expected) => Assert.Equal(
        expected, _given.Resolve(new ConnectionRequest { HostName = "a", SslMode = mode }).Builder.SslMode);

    [Fact]
    public void A_variable_that_protects_the_connection_is_not_ignored()
    {
        _given.Variable("PGSSLMINPROTOCOLVERSION", "TLSv1.3");
        Assert.Equal("UnsupportedSetting", Assert.Throws<PgTaskException>(() => _given.Resolve("host=a")).ErrorId);
    }

    /// <inheritdoc/>
    public void Dispose() => _given.Dispose();

    private (string?, string?) Names(ConnectionRequest request)
    {
        ResolvedSettings resolved = _given.Resolve(request);
        return (resolved.Builder.Username, resolved.Builder.Password);
    }

    private void AssertHost(string host, string source, ConnectionRequest request)
    {
        PgTaskSetting setting = _given.Resolve(request).Settings.Single(setting => setting.Name == "Host");
        Assert.Equal((host, source), (setting.Value, setting.Source));
    }
}
