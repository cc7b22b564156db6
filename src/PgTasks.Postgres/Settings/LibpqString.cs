using System.Text;

namespace PgTasks.Postgres.Settings;

/// <summary>Reads <c>host=db1 password='it''s'</c>-like strings as libpq's conninfo_parse does.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE</remarks>
internal static class LibpqString
{
    /// <summary>The settings, under libpq's keywords, in order; whether the keywords exist is not looked at.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString; the message holds nothing of the text.</exception>
    public static List<Setting> Parse(string text, string source)
    {
        List<Setting> settings = [];
        int at = SkipBlanks(text, 0);
        while (at < text.Length)
        {
            string name = ReadName(text, ref at, source);
            string value = At(text, at) == '\'' ? ReadQuoted(text, ref at, source) : ReadBare(text, ref at);
            settings.Add(new Setting(name, value, source));
            at = SkipBlanks(text, at);
        }

        return settings;
    }

    /// <summary>Whether libpq takes the character for white space; it goes by C's isspace.</summary>
    public static bool IsBlank(char character) => character is ' ' or (>= '\t' and <= '\r');

    private static string ReadName(string text, ref int at, string source)
    {
        int start = at;
        while (at < text.Length && text[at] != '=' && !IsBlank(text[at]))
        {
            at++;
        }

        string name = text[start..at];
        at = SkipBlanks(text, at);
        if (At(text, at) != '=')
        {
            throw SettingErrors.InvalidConnectionString(
                $"{source}: the word at position {start + 1} has no \"=\". A value with spaces needs single quotes.");
        }

        at = SkipBlanks(text, at + 1);
        return name;
    }

    private static string ReadBare(string text, ref int at)
    {
        StringBuilder value = new();
        while (at < text.Length && !IsBlank(text[at]))
        {
            Append(text, ref at, value);
        }

        return value.ToString();
    }

    private static string ReadQuoted(string text, ref int at, string source)
    {
        int start = at++;
        StringBuilder value = new();
        while (At(text, at) != '\'')
        {
            if (at >= text.Length)
            {
                throw SettingErrors.InvalidConnectionString(
                    $"{source}: the quote at position {start + 1} is not closed.");
            }

            Append(text, ref at, value);
        }

        at++;
        return value.ToString();
    }

    private static void Append(string text, ref int at, StringBuilder value)
    {
        if (text[at] == '\\' && ++at == text.Length)
        {
            return;
        }

        value.Append(text[at++]);
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && IsBlank(text[at]))
        {
            at++;
        }

        return at;
    }

    private static char At(string text, int at) => at < text.Length ? text[at] : '\0';
}
