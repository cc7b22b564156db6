using System.Data.Common;

namespace PgTasks.Postgres.Settings;

/// <summary>Reads <c>Host=db1;Database=app;Password="a;b"</c>: ADO.NET's rules and Npgsql's keywords.</summary>
internal static class NpgsqlString
{
    /// <summary>The settings, under Npgsql's keywords; hosts and ports apart, as libpq has them.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString or UnknownSetting.</exception>
    public static List<Setting> Parse(string text, string source)
    {
        DbConnectionStringBuilder parsed = [];
        try
        {
            parsed.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw SettingErrors.InvalidConnectionString(
                $"{source} is no connection string: it is neither keyword=value pairs nor a postgresql:// URI. "
                + "A value with a semicolon, or with quotes, needs quotes around it.");
        }

        List<Setting> settings = [];
        Setting? previous = null;
        foreach (string keyword in parsed.Keys)
        {
            string name = NpgsqlKeywords.Find(keyword)
                ?? throw UnknownSetting.ErrorOf(
                    keyword, previous, parsed.Count == 1, NpgsqlKeywords.All, source);
            previous = new Setting(name, (string)parsed[keyword], source);
            settings.Add(previous);
        }

        return HostList.Separate(settings, source);
    }
}
