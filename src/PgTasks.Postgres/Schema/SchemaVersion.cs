using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What version of a store a database has.</summary>
/// <param name="Version">The newest step that was applied; 0 where there is no store.</param>
/// <param name="LastBreaking">The newest of the breaking ones; 0 where there is none.</param>
internal readonly record struct SchemaVersion(int Version, int LastBreaking)
{
    /// <summary>Reads it.</summary>
    public static async Task<SchemaVersion> ReadAsync(
        NpgsqlConnection connection, SqlName schema, CancellationToken stop)
    {
        // Not to_regclass: it may answer from a cache that does not know yet what was committed while we waited.
        SqlBuilder exists = $"""
            SELECT EXISTS (
                SELECT FROM pg_catalog.pg_tables WHERE schemaname = {schema.Name} AND tablename = 'migration')
            """;
        // Through JSON, as older stores have no such column.
        SqlBuilder version = $"""
            SELECT coalesce(max(m.version), 0),
                coalesce(max(m.version) FILTER (WHERE (to_jsonb(m) ->> 'breaking')::boolean), 0)
            FROM {schema}.migration m
            """;
        await using NpgsqlCommand existing = exists.CreateCommand(connection);
        if (!(bool)(await existing.ExecuteScalarAsync(stop))!)
        {
            return default;
        }

        await using NpgsqlCommand reading = version.CreateCommand(connection);
        await using NpgsqlDataReader reader = await reading.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return new SchemaVersion(reader.GetInt32(0), reader.GetInt32(1));
    }
}
