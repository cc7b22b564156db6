using System.Globalization;
using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Tests.Settings;

/// <summary>libpq's options in Npgsql's terms.</summary>
public sealed class TranslationTests : IDisposable
{
    private readonly Given _given = new();

    [Theory]
    [InlineData("sslmode=verify-ca", "SSL Mode", "VerifyCA")]
    [InlineData("sslmode=allow", "SSL Mode", "Allow")]
    [InlineData("requiressl=1", "SSL Mode", "Require")]
    [InlineData("sslnegotiation=direct sslmode=require", "SSL Negotiation", "Direct")]
    [InlineData("connect_timeout=5", "Timeout", "5")]
    [InlineData("connect_timeout=0", "Timeout", "0")]
    [InlineData("connect_timeout=-1", "Timeout", "0")]
    [InlineData("connect_timeout=100000", "Timeout", "1024")]
    [InlineData("application_name='a b'", "Application Name", "a b")]
    [InlineData("fallback_application_name=f", "Application Name", "f")]
    [InlineData("fallback_application_name=f application_name=a", "Application Name", "a")]
    [InlineData("dbname=a", "Application Name", "PgTasks")]
    [InlineData("target_session_attrs=prefer-standby", "Target Session Attributes", "prefer-standby")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts", "True")]
    [InlineData("options='-c geqo=off'", "Options", "-c geqo=off")]
    [InlineData("keepalives=0", "TCP Keepalive", "False")]
    [InlineData("keepalives_idle=60", "TCP Keepalive Time", "60")]
    [InlineData("keepalives_interval=5", "TCP Keepalive Interval", "5")]
    [InlineData("keepalives_interval=5", "TCP Keepalive Time", "7200")]
    [InlineData("passfile=/p", "Passfile", "/p")]
    [InlineData("channel_binding=require", "Channel Binding", "Require")]
    [InlineData("gssencmode=prefer", "GSS Encryption Mode", "Prefer")]
    [InlineData("dbname=a", "GSS Encryption Mode", "Disable")]
    [InlineData("dbname=a", "Include Error Detail", "True")]
    [InlineData("krbsrvname=pg", "Kerberos Service Name", "pg")]
    [InlineData("require_auth=scram-sha-256,md5", "Require Auth", "ScramSHA256,MD5")]
    [InlineData("require_auth=!password,!md5", "Require Auth", "!Password,!MD5")]
    [InlineData("client_encoding=auto", "Client Encoding", "UTF8")]
    public void Options(string option, string keyword, string expected) => Assert.Equal(
        expected,
        Convert.ToString(_given.Resolve("host=a " + option).Builder[keyword], CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("tcp_user_timeout=5")]
    [InlineData("keepalives_count=5")]
    [InlineData("sslsni=0")]
    [InlineData("client_encoding=LATIN1")]
    [InlineData("connect_timeout=9999")]
    public void What_is_ignored_is_said(string option)
    {
        List<string> notes = [];
        _given.Resolve("host=a " + option, notes.Add);
        Assert.Contains(option[..option.IndexOf('=', StringComparison.Ordinal)], Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_with_a_root_certificate_verifies_it()
    {
        string root = _given.File("root.crt", "");
        Assert.Equal(SslMode.VerifyCA, _given.Resolve($"host=a sslmode=require sslrootcert={root}").Builder.SslMode);
        Assert.Equal(SslMode.Require, _given.Resolve("host=a sslmode=require").Builder.SslMode);
    }

    [Fact]
    public void The_system_as_root_certificate_means_to_verify_in_full()
    {
        ResolvedSettings resolved = _given.Resolve("host=a sslrootcert=system");
        Assert.True(resolved.TrustsSystem);
        Assert.Equal((SslMode.VerifyFull, null), (resolved.Builder.SslMode, resolved.Builder.RootCertificate));
        Assert.Throws<PgTaskException>(() => _given.Resolve("host=a sslrootcert=system sslmode=require"));
    }

    [Theory]
    [InlineData("host=/run/pg sslmode=require", SslMode.Disable)]
    [InlineData("host=/run/pg,/run/other sslmode=verify-full sslrootcert=system", SslMode.Disable)]
    [InlineData("host=/run/pg,db sslmode=require", SslMode.Require)]
    public void On_a_socket_sslmode_has_no_effect(string text, SslMode mode) =>
        Assert.Equal(mode, _given.Resolve(text).Builder.SslMode);

    [Fact]
    public void A_root_certificate_that_is_needed_has_to_exist() => Assert.Equal(
        "InvalidConnectionString",
        Assert.Throws<PgTaskException>(
            () => _given.Resolve("host=a sslmode=verify-full sslrootcert=/nowhere")).ErrorId);

    [Fact]
    public void Every_option_has_a_fate()
    {
        foreach (string option in ConnectionOptions.Libpq)
        {
            try
            {
                ConnectionOptions.Translate([new Setting(option, "1", "test")], _ => { });
            }
            catch (PgTaskException exception)
            {
                Assert.NotEqual("UnknownSetting", exception.ErrorId);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _given.Dispose();
}
