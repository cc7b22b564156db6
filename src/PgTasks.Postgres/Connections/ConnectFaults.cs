using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres;

/// <summary>Tells apart why no connection came about, as far as Npgsql says; what the server says has a SQLSTATE.</summary>
internal static class ConnectFaults
{
    // Npgsql has no codes for these two.
    private const string NoTls = "SSL connection requested.";
    private static readonly string[] s_refusals = ["authentication method is not allowed", "ChannelBinding is set to"];

    /// <summary>The error to raise instead, or the same. Of several servers all have to have failed alike.</summary>
    public static async Task<Exception> ExplainAsync(Exception exception, ResolvedSettings settings)
    {
        Exception[] causes = exception.InnerException is AggregateException all ? [.. all.InnerExceptions] : [exception];
        Exception[] explained = [.. causes.Select(cause => Explain(cause, settings)).OfType<PgTaskException>()];
        return explained.Length < causes.Length
            || explained.Cast<PgTaskException>().Select(error => error.ErrorId).Distinct().Skip(1).Any() ? exception
            : explained[0] is PgTaskException { ErrorId: nameof(StoreErrors.HostNotFound) }
                ? StoreErrors.HostNotFound(await FindUnknownAsync(settings.Hosts), exception)
            : explained[0];
    }

    private static PgTaskException? Explain(Exception cause, ResolvedSettings settings) => cause switch
    {
        { InnerException: PgTaskException own } => own,
        { InnerException: SocketException { SocketErrorCode: var code } } => code switch
        {
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
                StoreErrors.HostNotFound([], cause),
            // A socket's file that is not there, too.
            SocketError.ConnectionRefused or SocketError.AddressNotAvailable =>
                StoreErrors.ConnectionRefused(settings.Hosts.ToString(), cause),
            _ => null,
        },
        TimeoutException or { InnerException: TimeoutException } =>
            StoreErrors.ConnectTimeout(settings.Hosts.ToString(), settings.Builder.Timeout, cause),
        AuthenticationException or { InnerException: AuthenticationException } =>
            StoreErrors.ServerNotTrusted(settings.Hosts.ToString(), cause.InnerException?.Message ?? cause.Message, cause),
        CryptographicException or { InnerException: CryptographicException } => SettingErrors.CertificateNotUsable(
            settings.Builder.RootCertificate ?? "", "sslrootcert", cause.InnerException?.Message ?? cause.Message, cause),
        NpgsqlException { SqlState: null } when cause.Message.StartsWith(NoTls, StringComparison.Ordinal) =>
            StoreErrors.TlsNotOffered(settings.Hosts.ToString(), cause),
        NpgsqlException { SqlState: null } when Array.Exists(
            s_refusals, refusal => cause.Message.Contains(refusal, StringComparison.Ordinal)) =>
            StoreErrors.AuthenticationNotAllowed(cause),
        _ => null,
    };

    private static async Task<List<string>> FindUnknownAsync(HostList hosts)
    {
        List<string> unknown = [];
        foreach (string host in hosts.Entries.Select(entry => entry.Target).Distinct())
        {
            try
            {
                _ = Path.IsPathRooted(host) ? [] : await Dns.GetHostAddressesAsync(host);
            }
            catch (SocketException)
            {
                unknown.Add(host);
            }
        }

        return unknown;
    }
}
