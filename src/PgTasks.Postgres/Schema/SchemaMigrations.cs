using System.Globalization;
using System.Reflection;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The versions of the schema pgtasks: the embedded files <c>NNNN-name.sql</c>, applied in order, once.</summary>
internal static class SchemaMigrations
{
    // Any number that no other program is likely to lock; the same for every version of this module.
    private const long LockKey = 0x5067_5461_736b_7301;

    private static readonly string[] s_files = [..
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The version this module brings.</summary>
    public static int Newest => GetVersion(s_files[^1]);

    /// <summary>The version of the store in the connection's database; 0 where there is none.</summary>
    public static async Task<int> GetVersionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        // Not to_regclass: it may answer from a cache that does not know yet what was committed while we waited.
        const string Exists = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'pgtasks' AND tablename = 'migration')
            """;
        const string Version = "SELECT coalesce(max(version), 0) FROM pgtasks.migration";
        await using NpgsqlCommand exists = new(Exists, connection);
        if (!(bool)(await exists.ExecuteScalarAsync(stop))!)
        {
            return 0;
        }

        await using NpgsqlCommand version = new(Version, connection);
        return (int)(await version.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Applies what is missing, all in one transaction that other callers wait for.</summary>
    /// <exception cref="PgTaskException">StoreTooNew.</exception>
    public static Task<StoreChange> ApplyAsync(NpgsqlConnection connection, CancellationToken stop) =>
        ApplyAsync(connection, Newest, stop);

    /// <summary>The same up to an older version than the newest.</summary>
    public static async Task<StoreChange> ApplyAsync(
        NpgsqlConnection connection, int upTo, CancellationToken stop)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using (NpgsqlCommand wait = new("SELECT pg_advisory_xact_lock($1)", connection)
        {
            Parameters = { new() { Value = LockKey } },
        })
        {
            await wait.ExecuteNonQueryAsync(stop);
        }

        int from = await GetVersionAsync(connection, stop);
        RefuseNewer(from);
        foreach (string file in s_files.Where(file => GetVersion(file) > from && GetVersion(file) <= upTo))
        {
            await ApplyAsync(connection, file, stop);
        }

        await transaction.CommitAsync(stop);
        return new StoreChange(from, Math.Max(from, upTo));
    }

    /// <summary>Refuses to work on a store that a newer module has made.</summary>
    /// <exception cref="PgTaskException">StoreTooNew.</exception>
    public static void RefuseNewer(int version)
    {
        if (version > Newest)
        {
            throw StoreErrors.StoreTooNew(version, Newest);
        }
    }

    private static int GetVersion(string file) => int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture);

    private static async Task ApplyAsync(NpgsqlConnection connection, string file, CancellationToken stop)
    {
        const string Before = """
            CREATE SCHEMA IF NOT EXISTS pgtasks;
            CREATE TABLE IF NOT EXISTS pgtasks.migration (
                version    integer PRIMARY KEY,
                name       text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            );
            """;
        const string After = "INSERT INTO pgtasks.migration (version, name) VALUES ($1, $2)";
        int version = GetVersion(file);
        using StreamReader reader = new(Assembly.GetExecutingAssembly().GetManifestResourceStream(file)!);
        string sql = await reader.ReadToEndAsync(stop);
        await using NpgsqlCommand apply = new(version == 1 ? Before + sql : sql, connection);
        await apply.ExecuteNonQueryAsync(stop);
        await using NpgsqlCommand record = new(After, connection)
        {
            Parameters = { new() { Value = version }, new() { Value = Path.GetFileNameWithoutExtension(file) } },
        };
        await record.ExecuteNonQueryAsync(stop);
    }
}
