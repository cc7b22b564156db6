using System.Globalization;

namespace PgTasks.Postgres.Settings;

/// <summary>What becomes of the values of libpq's options. An empty one is its default, but for <see cref="Same"/>.</summary>
internal static class OptionValues
{
    /// <summary>Npgsql takes no longer time to connect; 0 is without end.</summary>
    private const int LongestTimeout = 1024;

    private static readonly Dictionary<string, string> s_methods = new(StringComparer.Ordinal)
    {
        ["password"] = "Password",
        ["md5"] = "MD5",
        ["gss"] = "GSS",
        ["sspi"] = "SSPI",
        ["scram-sha-256"] = "ScramSHA256",
        ["none"] = "None",
    };

    /// <summary>To ignore it would connect with less protection than was asked for.</summary>
    public static Translation Refused { get; } = Filled((_, said, _) => throw Unsupported(said));

    public static Translation Ignored { get; } = (_, said, note) =>
    {
        note($"{said.Source}: {said.Name} is ignored; Npgsql has no such setting.");
        return [];
    };

    public static Translation Same { get; } = (option, said, _) => [said with { Name = option.Keyword! }];

    public static Translation Switch { get; } = Filled(
        (option, said, _) => [Set(option, said, ReadInt(said) == 0 ? "false" : "true")]);

    /// <summary>Of 0 or less libpq takes the system's default, as Npgsql does of none.</summary>
    public static Translation Seconds { get; } = Filled((option, said, _) => ReadInt(said) is > 0 and int seconds
        ? [Set(option, said, seconds.ToString(CultureInfo.InvariantCulture))]
        : []);

    public static Translation RequireSsl { get; } = Filled(
        (option, said, _) => [Set(option, said, said.Value.StartsWith('1') ? "Require" : "Prefer")]);

    public static Translation ConnectTimeout { get; } = Filled(TranslateTimeout);

    public static Translation Encoding { get; } = Filled(TranslateEncoding);

    /// <summary>A list of methods, each with "!" before it where it is not allowed.</summary>
    public static Translation Authentication { get; } = Filled((option, said, _) => [Set(option, said, string.Join(
        ',', said.Value.Split(',', StringSplitOptions.TrimEntries).Select(method =>
            s_methods.TryGetValue(method.TrimStart('!'), out string? name)
                ? (method.StartsWith('!') ? "!" : "") + name
                : throw Invalid(said, "a list of " + string.Join(", ", s_methods.Keys)))))]);

    /// <summary>Words that Npgsql writes without hyphens.</summary>
    public static Translation OneOf(params string[] words) =>
        Map([.. words.Select(word => (word, word.Replace("-", "", StringComparison.Ordinal)))]);

    /// <summary>Words that are Npgsql's too.</summary>
    public static Translation Word(params string[] words) => Map([.. words.Select(word => (word, word))]);

    /// <summary>libpq's words, and Npgsql's for them.</summary>
    public static Translation Map(params (string Libpq, string Npgsql)[] words) => Filled((option, said, _) =>
        Array.FindIndex(words, word => word.Libpq == said.Value) is >= 0 and int index
            ? [Set(option, said, words[index].Npgsql)]
            : throw Invalid(said, "one of " + string.Join(", ", words.Select(word => word.Libpq))));

    /// <summary>One value, which is how Npgsql is; another would protect the connection better.</summary>
    public static Translation Only(string value) => Filled(
        (_, said, _) => said.Value == value ? [] : throw Unsupported(said));

    private static Translation Filled(Translation translate) =>
        (option, said, note) => said.Value.Length == 0 ? [] : translate(option, said, note);

    private static Setting[] TranslateEncoding(ConnectionOption option, Setting said, Action<string> note)
    {
        string plain = said.Value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        if (plain is not ("UTF8" or "UNICODE" or "AUTO"))
        {
            note($"{said.Source}: client_encoding is ignored; PgTasks always speaks UTF8.");
        }

        return [Set(option, said, "UTF8")];
    }

    private static Setting[] TranslateTimeout(ConnectionOption option, Setting said, Action<string> note)
    {
        int seconds = Math.Max(0, ReadInt(said));
        if (seconds > LongestTimeout)
        {
            note($"{said.Source}: connect_timeout is cut to {LongestTimeout} seconds, Npgsql's longest.");
            seconds = LongestTimeout;
        }

        return [Set(option, said, seconds.ToString(CultureInfo.InvariantCulture))];
    }

    private static Setting Set(ConnectionOption option, Setting said, string value) =>
        said with { Name = option.Keyword!, Value = value };

    private static int ReadInt(Setting said) =>
        int.TryParse(said.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Invalid(said, "a whole number");

    private static PgTaskException Invalid(Setting said, string expected) =>
        SettingErrors.InvalidSetting(said.Name, said.Source, expected);

    private static PgTaskException Unsupported(Setting said) => SettingErrors.UnsupportedSetting(said.Name, said.Source);
}
