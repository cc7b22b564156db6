using Npgsql;

namespace PgTasks.Tests.Settings;

/// <summary>The three spellings of a connection string.</summary>
public sealed class SpellingTests : IDisposable
{
    private readonly Given _given = new();

    [Theory]
    [InlineData("host=db1 port=6000 user=ann dbname=app")]
    [InlineData("host = db1 port = '6000' user = 'ann' dbname = app")]
    [InlineData("host=wrong host=db1 port=6000 user=ann dbname='app'")]
    [InlineData("postgresql://ann@db1:6000/app")]
    [InlineData("POSTGRES://ann@db1:6000/app")]
    [InlineData("postgres://%61nn@db1:6000/%61pp?")]
    [InlineData("postgres://?host=db1&port=6000&user=ann&dbname=app")]
    [InlineData("postgres:///app?host=db1&port=6000&user=ann&")]
    [InlineData("Host=db1;Port=6000;Username=ann;Database=app")]
    [InlineData("Server=db1:6000;User Id=ann;DB=app;")]
    [InlineData("host=db1;port=6000;username=ann;database=app")]
    public void All_say_the_same(string text)
    {
        NpgsqlConnectionStringBuilder builder = _given.Resolve(text).Builder;
        Assert.Equal(("db1", 6000, "ann", "app"), (builder.Host, builder.Port, builder.Username, builder.Database));
    }

    [Theory]
    [InlineData(@"host=a password='it\'s \\ a secret'", @"it's \ a secret")]
    [InlineData(@"host=a password=it\'s\ one", "it's one")]
    [InlineData("host=a password=x;y", "x;y")]
    [InlineData("host=a password=x;port=5", "x;port=5")]
    [InlineData("Host=a;Password=x y=z", "x y=z")]
    [InlineData("Host=a;Password='x;y'", "x;y")]
    [InlineData("host=a;password=x user=y", "x user=y")]
    [InlineData("Password=my pass;Host=a", "my pass")]
    [InlineData("postgres://u:p%40%3A%2F%25@a/b", "p@:/%")]
    [InlineData("postgres://a/b?password=p%26q%3Dr", "p&q=r")]
    public void Each_quotes_a_password_its_own_way(string text, string password) =>
        Assert.Equal(password, _given.Resolve(text).Builder.Password);

    [Theory]
    [InlineData("postgres://db1,db2/app", "db1:5432,db2:5432")]
    [InlineData("postgres://db1:1,db2:2/app", "db1:1,db2:2")]
    [InlineData("postgres://db1,db2/app?port=7", "db1:7,db2:7")]
    [InlineData("postgres://db1:1,[2001:db8::1]:2/app", "db1:1,[2001:db8::1]:2")]
    [InlineData("host=db1,db2 port=1,2", "db1:1,db2:2")]
    [InlineData("host=db1,db2 port=,2", "db1:5432,db2:2")]
    [InlineData("host=db1,/run/pg port=1,2", "db1:1,/run/pg:2")]
    [InlineData("Host=db1:1,db2;Port=9", "db1:1,db2:9")]
    [InlineData("postgres://[::1]/app", "::1")]
    [InlineData("postgres://%2Frun%2Fpg/app", "/run/pg")]
    [InlineData("postgres:///app?host=/run/pg", "/run/pg")]
    [InlineData("Host=/run/a:b", "/run/a:b")]
    [InlineData("Host=::1", "::1")]
    [InlineData("Host=[::1]:7", "::1")]
    [InlineData("host=db1 hostaddr=10.0.0.1", "10.0.0.1")]
    [InlineData("", "localhost")]
    public void Hosts(string text, string expected) => Assert.Equal(expected, _given.Resolve(text).Builder.Host);

    [Fact]
    public void An_address_keeps_the_name_that_the_certificate_has_to_bear() =>
        Assert.Equal("db1", _given.Resolve("host=db1,db2 hostaddr=10.0.0.1,").Hosts.GetCertificateNames()["10.0.0.1"]);

    [Fact]
    public void Without_a_host_the_socket_of_the_port_is_taken_if_it_is_there()
    {
        string socket = _given.File("run/.s.PGSQL.6000", "");
        Assert.Equal(Path.GetDirectoryName(socket), _given.Resolve("port=6000").Builder.Host);
        Assert.Equal("localhost", _given.Resolve("port=6001").Builder.Host);
    }

    [Fact]
    public void A_database_that_is_a_connection_string_is_read_as_psql_reads_it()
    {
        NpgsqlConnectionStringBuilder builder =
            _given.Resolve(new ConnectionRequest { Database = "postgres://ann@db1/app", HostName = "db2" }).Builder;
        Assert.Equal(("db2", "ann", "app"), (builder.Host, builder.Username, builder.Database));
    }

    [Theory]
    [InlineData("host=a prot=1", "UnknownSetting", "'port'")]
    [InlineData("host=a username=b", "UnknownSetting", "'user'")]
    [InlineData("host=a application=b", "UnknownSetting", "'application_name'")]
    [InlineData("postgres://a/b?sslmod=require", "UnknownSetting", "'sslmode'")]
    [InlineData("Host=a;Databse=b", "UnknownSetting", "'Database'")]
    [InlineData("Host=a;Maximum Pol Size=5", "UnknownSetting", "'Maximum Pool Size'")]
    [InlineData("Host=a;dbname=b", "UnknownSetting", "'DB'")]
    [InlineData("host=a sslcrl=x", "UnsupportedSetting", "'sslcrl'")]
    [InlineData("host=a ssl_min_protocol_version=TLSv1.3", "UnsupportedSetting", "'ssl_min_protocol_version'")]
    [InlineData("host=a sslcertmode=require", "UnsupportedSetting", "'sslcertmode'")]
    [InlineData("host=a sslmode=on", "InvalidConnectionString", "sslmode")]
    [InlineData("host=a connect_timeout=x", "InvalidConnectionString", "connect_timeout")]
    [InlineData("Host=a;Timeout=x", "InvalidConnectionString", "Timeout")]
    [InlineData("host=a port=0", "InvalidConnectionString", "Port")]
    [InlineData("host=a,b port=1,2,3", "InvalidConnectionString", "3 ports")]
    [InlineData("host=a,b hostaddr=1.1.1.1", "InvalidConnectionString", "2 hosts")]
    [InlineData("host=a dbname", "InvalidConnectionString", "position 8")]
    [InlineData("host=a dbname='b", "InvalidConnectionString", "position 15")]
    [InlineData("Host=a Database=b", "InvalidConnectionString", "Host")]
    [InlineData("mysql://a/b", "InvalidConnectionString", "postgresql://")]
    [InlineData("postgres://[::1/b", "InvalidConnectionString", "]")]
    [InlineData("postgres://[]/b", "InvalidConnectionString", "IPv6")]
    [InlineData("postgres://[::1]x/b", "InvalidConnectionString", "IPv6")]
    [InlineData("postgres://a/%zz", "InvalidConnectionString", "%")]
    [InlineData("postgres://a/%00", "InvalidConnectionString", "%")]
    [InlineData("postgres://a/b?c", "InvalidConnectionString", "=")]
    [InlineData("postgres://a/b?user=c=d", "InvalidConnectionString", "=")]
    [InlineData("Host=a;Minimum Pool Size=5;Maximum Pool Size=3", "InvalidConnectionString", "Maximum Pool Size")]
    public void What_is_wrong_is_named(string text, string id, string named)
    {
        PgTaskException exception = Assert.Throws<PgTaskException>(() => _given.Resolve(text));
        Assert.Equal(id, exception.ErrorId);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Uri_takes_nothing_but_a_uri() => Assert.Equal(
        "InvalidConnectionString",
        Assert.Throws<PgTaskException>(() => _given.Resolve(new ConnectionRequest { Uri = "host=a dbname=b" })).ErrorId);

    /// <inheritdoc/>
    public void Dispose() => _given.Dispose();
}
