using System.Globalization;
using System.Text;

namespace PgTasks.Postgres.Settings;

/// <summary>Reads <c>postgresql://user:password@host1:5432,host2/dbname?option=value</c> as libpq does.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS</remarks>
internal static class ConnectionUri
{
    private static readonly string[] s_prefixes = ["postgresql://", "postgres://"];
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the text is meant to be such a URI.</summary>
    public static bool IsOne(string text) => FindPrefix(text) is not null;

    /// <summary>The settings, under libpq's keywords; whether the keywords exist is not looked at.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString; the message holds nothing of the text.</exception>
    public static List<Setting> Parse(string text, string source)
    {
        string prefix = FindPrefix(text) ?? throw Invalid(source, "it starts with neither postgresql:// nor postgres://");
        List<Setting> settings = [];
        string rest = text[prefix.Length..];
        rest = TakeCredentials(rest, settings, source);
        rest = TakeHosts(rest, settings, source);
        int query = rest.IndexOf('?', StringComparison.Ordinal);
        if (rest.StartsWith('/'))
        {
            AddUnlessEmpty(settings, "dbname", query < 0 ? rest[1..] : rest[1..query], source);
        }

        return query < 0 ? settings : [.. settings, .. ParseQuery(rest[(query + 1)..], source)];
    }

    private static string TakeCredentials(string rest, List<Setting> settings, string source)
    {
        int end = rest.AsSpan().IndexOfAny('@', '/');
        if (end < 0 || rest[end] != '@')
        {
            return rest;
        }

        int colon = rest.AsSpan(0, end).IndexOf(':');
        AddUnlessEmpty(settings, "user", rest[..(colon < 0 ? end : colon)], source);
        AddUnlessEmpty(settings, "password", colon < 0 ? "" : rest[(colon + 1)..end], source);
        return rest[(end + 1)..];
    }

    private static string TakeHosts(string rest, List<Setting> settings, string source)
    {
        StringBuilder hosts = new();
        StringBuilder ports = new();
        int at = 0;
        while (true)
        {
            hosts.Append(TakeHost(rest, ref at, source));
            if (at < rest.Length && rest[at] == ':')
            {
                int start = ++at;
                at = FindAny(rest, start, "/?,");
                ports.Append(rest, start, at - start);
            }

            if (at >= rest.Length || rest[at] != ',')
            {
                break;
            }

            hosts.Append(',');
            ports.Append(',');
            at++;
        }

        AddUnlessEmpty(settings, "host", hosts.ToString(), source);
        AddUnlessEmpty(settings, "port", ports.ToString(), source);
        return rest[at..];
    }

    private static string TakeHost(string rest, ref int at, string source)
    {
        int start = at;
        if (start >= rest.Length || rest[start] != '[')
        {
            at = FindAny(rest, start, ":/?,");
            return rest[start..at];
        }

        int end = FindAny(rest, start, "]");
        at = end + 1;
        return end == rest.Length ? throw Invalid(source, "an IPv6 address lacks its \"]\"")
            : end == start + 1 ? throw Invalid(source, "an IPv6 address is empty")
            : at < rest.Length && !":/?,".Contains(rest[at], StringComparison.Ordinal)
                ? throw Invalid(source, "something other than a port, a path, a query or a comma follows an IPv6 address")
            : rest[(start + 1)..end];
    }

    private static IEnumerable<Setting> ParseQuery(string query, string source)
    {
        string[] parts = query.Split('&');
        // libpq lets one "&" stand at the end, and an empty query.
        foreach (string part in parts[^1].Length == 0 ? parts[..^1] : parts)
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2)
            {
                throw Invalid(source, "a part of the query does not have exactly one \"=\" (%3D in a value)");
            }

            Setting setting = new(Decode(pair[0], source), Decode(pair[1], source), source);
            yield return setting is { Name: "ssl", Value: "true" } ? new Setting("sslmode", "require", source) : setting;
        }
    }

    private static void AddUnlessEmpty(List<Setting> settings, string name, string encoded, string source)
    {
        if (encoded.Length > 0)
        {
            settings.Add(new Setting(name, Decode(encoded, source), source));
        }
    }

    private static string Decode(string encoded, string source)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal))
        {
            return encoded;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(encoded);
        List<byte> decoded = new(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)'%')
            {
                decoded.Add(bytes[i]);
                continue;
            }

            if (i + 2 >= bytes.Length
                || !char.IsAsciiHexDigit((char)bytes[i + 1])
                || !char.IsAsciiHexDigit((char)bytes[i + 2])
                || byte.Parse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                    is not (> 0 and byte value))
            {
                throw Invalid(source, "a \"%\" is not followed by two hexadecimal digits other than 00 (%25 stands for it)");
            }

            decoded.Add(value);
            i += 2;
        }

        try
        {
            return s_utf8.GetString([.. decoded]);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(source, "its percent escapes are not UTF-8");
        }
    }

    private static int FindAny(string text, int start, string characters)
    {
        int found = text.AsSpan(start).IndexOfAny(characters);
        return found < 0 ? text.Length : start + found;
    }

    private static string? FindPrefix(string text) =>
        s_prefixes.FirstOrDefault(prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static PgTaskException Invalid(string source, string problem) =>
        SettingErrors.InvalidConnectionString($"{source}: the URI is malformed: {problem}.");
}
