using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Tests.Settings;

/// <summary>What psql makes of a connection string and the variables, PgTasks makes of them.</summary>
public sealed partial class PsqlAgreementTests(StartupListener listener) : IClassFixture<StartupListener>
{
    private const string Unsafe = "ab9 '\\=%@/:?&#+\"\t[]é,";

    // Not a line break at the end: .NET's connection string builder loses it on the way into Npgsql.
    private static readonly Gen<string> s_name = Gen.Char[Unsafe + ";"].Array[0, 8].Select(letters => new string(letters));

    private readonly Gen<string> _host =
        GenAny("127.0.0.1", "localhost", listener.Directory, $"127.0.0.1,{listener.Directory}", "");

    private readonly Gen<string> _port =
        GenAny([.. listener.Ports.Select(port => port.ToString(CultureInfo.InvariantCulture)), ""]);

    [Fact]
    public void Keyword_strings()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        GenOptions(_host).Select(GenVariables(), Gen.Int).Sample(
            (options, variables, seed) => AssertSame(WriteKeywords(options, new Random(seed)), variables),
            iter: 60, threads: 1);
    }

    [Fact]
    public void Uris()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        GenOptions(_host).Select(GenVariables(), Gen.Int).Sample(
            (options, variables, seed) => AssertSame(WriteUri(options, new Random(seed)), variables),
            iter: 60, threads: 1);
    }

    [Fact]
    public void Malformed_keyword_strings()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        GenOptions(Gen.Const("localhost")).Select(GenVariables(), Gen.Int).Sample(
            (options, variables, seed) =>
            {
                string text = Damage(WriteKeywords(options, new Random(seed)), 0, new Random(seed));
                // What has lost its quotes may hold a semicolon without any.
                if (ConnectionText.IsOne(text) && IsBare(text))
                {
                    AssertSame(text, variables);
                }
            },
            iter: 60, threads: 1);
    }

    [Fact]
    public void Malformed_uris()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        GenOptions(Gen.Const("localhost")).Select(GenVariables(), Gen.Int).Sample(
            (options, variables, seed) =>
            {
                string uri = Damage(WriteUri(options, new Random(seed)), "postgresql://".Length, new Random(seed));
                // psql takes white space at the end for a part of the last value; PgTasks takes it off.
                if (ConnectionUri.IsOne(uri) && !BeyondAscii().IsMatch(uri) && !char.IsWhiteSpace(uri[^1]))
                {
                    AssertSame(uri, variables);
                }
            },
            iter: 60, threads: 1);
    }

    private static string WriteKeywords(Dictionary<string, string> options, Random random) =>
        string.Join(random.Next(2) == 0 ? " " : " \n ", options.Select(option => random.Next(2) == 0 && IsBare(option.Value)
            ? $"{option.Key}={Escape(option.Value, @"\' " + "\t\n")}"
            : $"{option.Key} = '{Escape(option.Value, @"\'")}'"));

    private static string WriteUri(Dictionary<string, string> options, Random random)
    {
        Dictionary<string, string> rest = new(options);
        string Take(string name) => rest.Remove(name, out string? value) ? value : "";
        StringBuilder uri = new(random.Next(2) == 0 ? "postgres://" : "postgresql://");
        if (random.Next(4) > 0 && rest.ContainsKey("user"))
        {
            uri.Append(Encode(Take("user"), random)).Append(random.Next(2) == 0 ? ":pw@" : "@");
        }

        string host = rest.GetValueOrDefault("host", "");
        if (random.Next(4) > 0 && !host.Contains(',', StringComparison.Ordinal))
        {
            string port = Take("port");
            uri.Append(Encode(Take("host"), random)).Append(port.Length > 0 || random.Next(4) == 0 ? $":{port}" : "");
        }

        if (random.Next(4) > 0)
        {
            uri.Append('/').Append(Encode(Take("dbname"), random));
        }

        uri.Append(rest.Count > 0 || random.Next(4) == 0 ? "?" : "");
        return uri.AppendJoin('&', rest.Select(option => $"{option.Key}={Encode(option.Value, random)}")).ToString();
    }

    /// <summary>A semicolon without quotes makes it Npgsql's spelling.</summary>
    private static bool IsBare(string value) => value.Length > 0 && !value.Contains(';', StringComparison.Ordinal);

    private static string Escape(string value, string special) =>
        string.Concat(value.Select(letter => special.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"));

    private static string Encode(string value, Random random) =>
        string.Concat(Encoding.UTF8.GetBytes(value).Select(octet =>
            char.IsAsciiLetterOrDigit((char)octet) && random.Next(4) > 0 ? $"{(char)octet}"
                : random.Next(2) == 0 ? $"%{octet:X2}" : $"%{octet:x2}"));

    private static string Damage(string text, int from, Random random)
    {
        // No semicolon: that would be Npgsql's spelling, which psql does not know.
        string letter = Unsafe[random.Next(Unsafe.Length)].ToString();
        int at = random.Next(Math.Min(from, text.Length - 1), text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, letter),
            _ => text.Remove(at, 1).Insert(at, letter),
        };
    }

    private static Gen<string> GenAny(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private Gen<Dictionary<string, string>> GenOptions(Gen<string> host) =>
        Gen.Select(host, _port, s_name, s_name, GenAny("-c a=b", @"-c search_path=a\ b"), Gen.Int[1, 31]).Select(
            (host, port, user, database, options, choice) =>
                Choose(choice, ("host", host), ("port", port), ("user", user), ("dbname", database), ("options", options)));

    private Gen<Dictionary<string, string>> GenVariables() =>
        Gen.Select(_port.Where(port => port.Length > 0), s_name, s_name, Gen.Int[0, 3]).Select((port, user, database, choice) =>
        {
            Dictionary<string, string> variables = Choose(choice, ("PGUSER", user), ("PGDATABASE", database));
            variables["PGHOST"] = "127.0.0.1";
            variables["PGPORT"] = port;
            variables["PGCONNECT_TIMEOUT"] = "5";
            return variables;
        });

    private static Dictionary<string, string> Choose(int choice, params (string Name, string Value)[] options) =>
        options.Where((_, index) => (choice >> index & 1) == 1).ToDictionary(option => option.Name, option => option.Value);

    private void AssertSame(string connectionString, Dictionary<string, string> variables)
    {
        bool understood = Psql.Understands(connectionString, variables);
        Startup? expected = listener.TakeFirst();
        ResolvedSettings resolved;
        try
        {
            resolved = ConnectionSettings.Resolve(
                new ConnectionRequest { ConnectionString = connectionString },
                environment: new ClientEnvironment(variables.GetValueOrDefault) { SocketDirectories = [] });
        }
        catch (PgTaskException)
        {
            Assert.False(understood, $"psql understands what PgTasks refuses: {connectionString}");
            return;
        }

        Assert.True(understood, $"psql refuses what PgTasks understands: {connectionString}");
        // Where no host is said, libpq goes to a socket in a directory of its builders' choice.
        if (expected is not null)
        {
            Assert.Equal(expected, Connect(resolved));
        }
    }

    private Startup? Connect(ResolvedSettings resolved)
    {
        using NpgsqlDataSource source = DataSources.Create(resolved, "agreement");
        Assert.ThrowsAny<DbException>(source.OpenConnection);
        return listener.TakeFirst();
    }

    /// <summary>psql sends octets that are not UTF-8 as they are; PgTasks refuses them.</summary>
    [GeneratedRegex("%[89a-fA-F][0-9a-fA-F]")]
    private static partial Regex BeyondAscii();
}
