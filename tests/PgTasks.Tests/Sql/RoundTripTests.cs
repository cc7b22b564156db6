using System.Text;

namespace PgTasks.Tests.Store;

/// <summary>Each value of each type is read, goes back by each door, and is the same to the server.</summary>
public sealed class RoundTripTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static int s_created;

    public static TheoryData<string> Types => [.. ServerValues.ByType.Keys];

    public async ValueTask InitializeAsync()
    {
        if (Interlocked.Exchange(ref s_created, 1) == 0)
        {
            await RunAsync(ServerValues.CreateTypes);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Values_come_back_the_same(string type)
    {
        string table = $"\"v_{type.Replace("\"", "", StringComparison.Ordinal)}\"";
        await RunAsync($"""
            CREATE TABLE {table} (id int, v {type}, a {type}[]);
            INSERT INTO {table} VALUES (0, NULL, NULL), (-1, NULL, ARRAY[NULL]::{type}[]);
            CREATE TABLE {table[..^1]}_parameter" (LIKE {table});
            CREATE TABLE {table[..^1]}_copy" (LIKE {table});
            CREATE TABLE {table[..^1]}_text" (LIKE {table});
            """);
        string[] values = ServerValues.ByType[type];
        for (int i = 0; i < values.Length; i++)
        {
            string literal = Quote(values[i]);
            string cast = type.StartsWith('r') && type.StartsWith("reg", StringComparison.Ordinal) ? "" : $"::{type}";
            await RunAsync(
                $"INSERT INTO {table} VALUES ({i + 1}, {literal}{cast}, ARRAY[{literal}, NULL]::{type}[])");
        }

        foreach (string array in ServerValues.Arrays.GetValueOrDefault(type) ?? [])
        {
            await RunAsync($"INSERT INTO {table} VALUES (1000, NULL, {Quote(array)})");
        }

        List<SqlRow> rows = await RunAsync($"SELECT * FROM {table}");
        await CopyAsync($"{table[..^1]}_copy\"", rows);
        await CopyAsync($"{table[..^1]}_text\"", await RunAsync($"SELECT id, v::text, a::text FROM {table}"));
        foreach (SqlRow row in rows)
        {
            await RunAsync($"INSERT INTO {table[..^1]}_parameter\" VALUES (@id, @v, @a)", row.Values);
        }

        Assert.Equal("", await FindDifferencesAsync(type, table, $"{table[..^1]}_parameter\""));
        Assert.Equal("", await FindDifferencesAsync(type, table, $"{table[..^1]}_copy\""));
        Assert.Equal("", await FindDifferencesAsync(type, table, $"{table[..^1]}_text\""));
    }

    /// <summary>As the cmdlet does, with what the cmdlet makes of values.</summary>
    private async Task CopyAsync(string table, List<SqlRow> rows)
    {
        await using TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest(table, ["id", "v", "a"]), fixture.Caller, s_none);
        foreach (SqlRow row in rows)
        {
            await copy.WriteAsync(
                [.. row.Values.Select((value, i) => ColumnValue.Find(BareValue.Wrap(value), copy.Columns[i]!))], row, s_none);
        }

        Assert.Equal(rows.Count, await copy.CompleteAsync(s_none));
    }

    [Fact]
    public async Task Every_type_of_the_server_is_among_them()
    {
        string known = string.Join(",", ServerValues.ByType.Keys.Select(Quote));
        List<SqlRow> missing = await RunAsync($"""
            SELECT t.oid::regtype::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype IN ('b', 'r', 'm') AND NOT (t.typelem <> 0 AND t.typlen = -1 AND t.typname LIKE '\_%')
                AND (n.nspname = 'pg_catalog' OR n.nspname = 'public')
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
                AND t.oid NOT IN (SELECT v::regtype FROM unnest(ARRAY[{known}]) v)
                AND t.typinput::text NOT IN ('pg_node_tree_in', 'pg_ndistinct_in', 'pg_dependencies_in', 'pg_mcv_list_in',
                    'brin_bloom_summary_in', 'brin_minmax_multi_summary_in', 'gtsvectorin', 'aclitemin')
            """);
        Assert.Empty(missing.Select(row => row.Values[0]));
    }

    private async Task<string> FindDifferencesAsync(string type, string table, string copy)
    {
        StringBuilder found = new();
        List<SqlRow> rows = await RunAsync($"""
            SELECT concat_ws(' ', o.id, o.v::text, c.v::text, o.a::text, c.a::text) FROM
                (SELECT row_number() OVER (ORDER BY id, a::text) n, * FROM {table}) o
                FULL JOIN (SELECT row_number() OVER (ORDER BY id, a::text) n, * FROM {copy}) c USING (n)
            WHERE o.v::text IS DISTINCT FROM c.v::text OR o.a::text IS DISTINCT FROM c.a::text
            """);
        rows.ForEach(row => found.AppendLine((string)row.Values[0]!));
        bool compares = (await RunAsync(
            "SELECT EXISTS (SELECT FROM pg_operator WHERE oprname = '=' AND oprleft = @t::regtype AND oprright = oprleft)",
            type))[0].Values[0] is true;
        if (compares)
        {
            rows = await RunAsync($"""
                SELECT concat_ws(' ', o.v::text, c.v::text) FROM {table} o JOIN {copy} c USING (id)
                WHERE id < 1000 AND o.v IS DISTINCT FROM c.v
                """);
            rows.ForEach(row => found.AppendLine((string)row.Values[0]!));
        }

        return found.ToString();
    }

    private static string Quote(string text) => "E'" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";

    private async Task<List<SqlRow>> RunAsync(string sql, params object?[] values)
    {
        List<SqlRow> rows = [];
        SqlCall call = new(fixture.Store.Sql.Parse(sql, fixture.Caller), null, false);
        await foreach (SqlRow row in fixture.Store.Sql.QueryAsync(call, values, fixture.Caller, s_none))
        {
            rows.Add(row);
        }

        return rows;
    }
}
