namespace PgTasks.Postgres.Settings;

/// <summary>libpq's require_auth in Npgsql's words.</summary>
internal static class RequiredAuthentication
{
    private static readonly Dictionary<string, string> s_methods = new(StringComparer.Ordinal)
    {
        ["password"] = "Password",
        ["md5"] = "MD5",
        ["gss"] = "GSS",
        ["sspi"] = "SSPI",
        ["scram-sha-256"] = "ScramSHA256",
        ["none"] = "None",
    };

    /// <summary>The same list of methods, each with its "!" where it has one.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static Setting Translate(Setting option) => option with
    {
        Name = "Require Auth",
        Value = string.Join(',', option.Value.Split(',', StringSplitOptions.TrimEntries).Select(method =>
            s_methods.TryGetValue(method.TrimStart('!'), out string? name)
                ? (method.StartsWith('!') ? "!" : "") + name
                : throw StoreErrors.InvalidSetting(
                    option.Name, option.Source, "a list of " + string.Join(", ", s_methods.Keys)))),
    };
}
