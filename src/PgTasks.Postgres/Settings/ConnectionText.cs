using System.Text.RegularExpressions;

namespace PgTasks.Postgres.Settings;

/// <summary>A connection string in any of the three spellings.</summary>
internal static partial class ConnectionText
{
    /// <summary>The settings, under Npgsql's keywords.</summary>
    /// <param name="text">libpq's keywords and values, a URI, or Npgsql's own spelling.</param>
    /// <param name="source">What errors and the session's settings call it.</param>
    /// <param name="note">Takes what is ignored, in words.</param>
    /// <exception cref="PgTaskException">InvalidConnectionString, UnknownSetting or UnsupportedSetting.</exception>
    public static List<Setting> Parse(string text, string source, Action<string> note)
    {
        string trimmed = text.Trim();
        return ConnectionUri.IsOne(trimmed) ? ConnectionOptions.Translate(ConnectionUri.Parse(trimmed, source), note)
            : OtherScheme().Match(trimmed) is { Success: true }
                ? throw SettingErrors.InvalidConnectionString(
                    $"{source}: PgTasks knows URIs that start with postgresql:// or postgres://, and no other scheme.")
            : IsLibpq(text, source) ? ConnectionOptions.Translate(LibpqString.Parse(text, source), note)
            : NpgsqlString.Parse(text, source);
    }

    /// <summary>The settings of the connection string among the parameters, if there is one.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString, UnknownSetting or UnsupportedSetting.</exception>
    public static List<Setting> Read(ConnectionRequest request, Action<string> note) =>
        request.Uri is { } uri ? ConnectionOptions.Translate(ConnectionUri.Parse(uri.Trim(), "-Uri"), note)
            : request.ConnectionString is { } text ? Parse(text, "-ConnectionString", note)
            : request.Database is { } database && IsOne(database) ? Parse(database, "-Database", note)
            : [];

    /// <summary>Whether psql would take a database's name for a connection string.</summary>
    public static bool IsOne(string name) => ConnectionUri.IsOne(name) || name.Contains('=', StringComparison.Ordinal);

    /// <summary>
    /// libpq's keywords are single words in small letters and its pairs stand between spaces; a semicolon in the
    /// first value, or a keyword of several words or with capitals, is Npgsql's spelling.
    /// </summary>
    private static bool IsLibpq(string text, string source)
    {
        Match first = FirstPair().Match(text);
        if (!first.Success || first.Groups["value"].Value.Contains(';', StringComparison.Ordinal))
        {
            return false;
        }

        bool known = ConnectionOptions.Libpq.Contains(first.Groups["name"].Value);
        try
        {
            List<Setting> pairs = LibpqString.Parse(text, source);
            return (known || pairs.Count > 1) && pairs.All(pair => Word().IsMatch(pair.Name));
        }
        catch (PgTaskException)
        {
            return known && !text.Contains(';', StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9+.\-:]*://", RegexOptions.IgnoreCase)]
    private static partial Regex OtherScheme();

    [GeneratedRegex(@"^\s*(?<name>[a-z_]+)\s*=\s*(?:'(?:[^'\\]|\\.)*'|(?<value>(?:[^\s\\]|\\.)*))", RegexOptions.Singleline)]
    private static partial Regex FirstPair();

    [GeneratedRegex("^[A-Za-z0-9_]+$")]
    private static partial Regex Word();
}
