using System.Globalization;
using System.Reflection;

namespace PgTasks.Postgres;

/// <summary>
/// A step of the schema from one version to the next: a file <c>Schema/NNNN-name.sql</c>. It names its own schema nowhere,
/// as that may be called anything: while it runs, search_path leads there. A function keeps that with
/// <c>SET search_path FROM CURRENT</c>.
/// </summary>
/// <param name="Version">The version that it leads to.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Sql">Its statements.</param>
/// <param name="IsBreaking"><c>--! breaking</c>: modules that do not know this version cannot work on it.</param>
/// <param name="IsInTransaction">
/// Unless <c>--! no-transaction</c>: its statements then run one by one, and again after a failure.
/// </param>
internal sealed record SchemaMigration(int Version, string Name, string Sql, bool IsBreaking, bool IsInTransaction)
{
    private const string Prefix = "Schema/";

    /// <summary>Those that this module brings, in order.</summary>
    public static IReadOnlyList<SchemaMigration> Embedded { get; } = ReadAll();

    /// <summary>Reads one; its directives are the lines at its beginning that start with <c>--!</c>.</summary>
    /// <exception cref="InvalidDataException">There is no such directive.</exception>
    public static SchemaMigration Parse(string name, string sql)
    {
        string[] directives = [.. sql.Split('\n')
            .TakeWhile(line => line.StartsWith("--!", StringComparison.Ordinal)).Select(line => line[3..].Trim())];
        string[] unknown = [.. directives.Except(["breaking", "no-transaction"])];
        return unknown.Length == 0
            ? new SchemaMigration(
                int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
                name,
                sql,
                directives.Contains("breaking"),
                !directives.Contains("no-transaction"))
            : throw new InvalidDataException($"The migration {name} has a directive '{unknown[0]}'.");
    }

    private static SchemaMigration[] ReadAll()
    {
        Assembly assembly = Assembly.GetExecutingAssembly();
        List<SchemaMigration> all = [];
        foreach (string resource in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            all.Add(Parse(Path.GetFileNameWithoutExtension(resource[Prefix.Length..]), reader.ReadToEnd()));
        }

        return [.. all];
    }
}
