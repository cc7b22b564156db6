using System.Globalization;
using Npgsql;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>
/// The same tasks claimed and completed in one store and in several, by a worker each, on the nodes of a Citus whose
/// coordinator <see cref="Variable"/> names; beside one store on the run's own server.
/// </summary>
internal sealed class ScaleOut(Surroundings surroundings) : Comparison(surroundings), IDisposable
{
    private const string Variable = "PGTASKS_BENCH_CITUS";
    private const string Worker = "do { Request-PgTask -Count 500 -OutVariable claims | Complete-PgTask } while ($claims)";
    private static readonly int[] s_stores = [4, 2, 1];
    private readonly List<HostedModule> _workers = [];
    private NpgsqlDataSource? _coordinator;

    public override string Name => "scale";

    public override string Work => string.Create(
        CultureInfo.InvariantCulture, $"{Items:N0} empty tasks claimed by 500 and completed, a worker a store, one process");

    public override long Items => Here.Options.Rows / 10;

    public override IReadOnlyList<string> Cmdlets => ["Request-PgTask"];

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        string? connection = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(connection))
        {
            Connect(connection);
        }

        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            .. s_stores.Select(stores => new Contender(
                $"Citus, {(stores == 1 ? "one store" : $"{stores} stores")}", () => Surroundings.TimeAsync(() => WorkAsync(stores)))
            {
                BeforeAsync = () => FillAsync(stores),
                Missing = _coordinator is null ? $"{Variable} names no coordinator" : null,
            }),
            new Contender("one store on a server of its own", () => Here.Module.TimeAsync(Worker))
            {
                BeforeAsync = async () =>
                {
                    await Here.EmptyAsync();
                    await FillAsync("pgtasks", Items, Here.Bare);
                },
            },
        ]);
    }

    public override async Task<IReadOnlyList<string>> GetNotesAsync()
    {
        if (_coordinator is null)
        {
            return [];
        }

        await using NpgsqlCommand where = _coordinator.CreateCommand("""
            SELECT string_agg(DISTINCT split_part(table_name::text, '.', 1) || ' on ' || nodename || ':' || nodeport, ', ')
            FROM citus_shards WHERE table_name::text LIKE 'scale\__.task'
            """);
        return [$"The stores: {await where.ExecuteScalarAsync()}."];
    }

    /// <summary>Ends the workers.</summary>
    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        _coordinator?.Dispose();
    }

    private void Connect(string connection)
    {
        _coordinator = NpgsqlDataSource.Create(connection);
        for (int store = 0; store < s_stores.Max(); store++)
        {
            HostedModule worker = new(Here.Built);
            worker.Run<object>(
                "param($c, $s) $null = Connect-PgTask $c -Schema $s; Initialize-PgTaskStore -Distribute", connection, SchemaOf(store));
            _workers.Add(worker);
        }
    }

    private Task WorkAsync(int stores) => Task.WhenAll(
        _workers.Take(stores).Select(worker => Task.Run(() => worker.Run<object>(Worker))));

    private async Task FillAsync(int stores)
    {
        for (int store = 0; store < stores; store++)
        {
            await using NpgsqlCommand empty = _coordinator!.CreateCommand($"TRUNCATE {SchemaOf(store)}.task");
            await empty.ExecuteNonQueryAsync();
            await FillAsync(SchemaOf(store), Items / stores, _coordinator);
        }
    }

    private static async Task FillAsync(string schema, long count, NpgsqlDataSource source)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        foreach (string sql in new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO {schema}.task (title) SELECT 'Task ' || i FROM generate_series(1, {count}) i
                """),
            $"VACUUM ANALYZE {schema}.task",
            "CHECKPOINT",
        })
        {
            await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string SchemaOf(int store) => string.Create(CultureInfo.InvariantCulture, $"scale_{store + 1}");
}
