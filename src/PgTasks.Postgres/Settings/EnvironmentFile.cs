using System.Text;
using System.Text.RegularExpressions;

namespace PgTasks.Postgres.Settings;

/// <summary>A .env file: KEY=VALUE lines, read and never put into the process's environment.</summary>
internal static partial class EnvironmentFile
{
    /// <summary>The file's variables; of one that is set twice, the last.</summary>
    /// <exception cref="PgTaskException">EnvironmentFileNotFound.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string line in ReadLines(path))
        {
            if (Line().Match(line) is { Success: true } match)
            {
                variables[match.Groups["key"].Value] =
                    match.Groups["single"] is { Success: true } single ? single.Value
                    : match.Groups["double"] is { Success: true } quoted ? Unescape(quoted.Value)
                    : match.Groups["bare"].Value.Trim();
            }
        }

        return variables;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SettingErrors.EnvironmentFileNotFound(path, exception);
        }
    }

    private static string Unescape(string text)
    {
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            char escaped = text[++i];
            _ = escaped switch
            {
                'n' => plain.Append('\n'),
                'r' => plain.Append('\r'),
                't' => plain.Append('\t'),
                '"' or '\\' or '$' or '`' => plain.Append(escaped),
                _ => plain.Append('\\').Append(escaped),
            };
        }

        return plain.ToString();
    }

    [GeneratedRegex(
        """^\s*(?:export\s+)?(?<key>[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?:'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<bare>(?:(?!\s#|^#).)*))""")]
    private static partial Regex Line();
}
