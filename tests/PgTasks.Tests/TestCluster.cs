using System.Globalization;
using Npgsql;

namespace PgTasks.Tests;

/// <summary>
/// The servers that the tests' databases are on: one, or with PGTASKS_TEST_DISTRIBUTE=1 the coordinator of Citus that
/// PGTASKS_TEST_CONNECTION names and its workers, to which the stores are distributed then.
/// </summary>
internal sealed class TestCluster(string connectionString)
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<string> _databases = [];

    /// <summary>Whether stores are to be distributed.</summary>
    public static bool Distributes => Environment.GetEnvironmentVariable("PGTASKS_TEST_DISTRIBUTE") is { Length: > 0 };

    /// <summary>The view of what sessions do: with Citus also of what they do on the workers.</summary>
    public static string Activity => Distributes ? "citus_stat_activity" : "pg_stat_activity";

    /// <summary>Whether what the process of a session does waits for another, in SQL.</summary>
    public static string IsBlocked(int process) => Distributes
        ? $"SELECT EXISTS (SELECT FROM citus_lock_waits WHERE waiting_gpid % 10000000000 = {process})"
        : $"SELECT cardinality(pg_blocking_pids({process})) > 0";

    /// <summary>Makes an empty database and says how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        // By turns, as all of them copy the same template, and that on each node.
        await _turn.WaitAsync();
        try
        {
            string[] made = [.. (await GetNodesAsync()).Select(node => In(node, name))];
            foreach (string node in made)
            {
                await TestServer.ExecuteAsync(In(node, new NpgsqlConnectionStringBuilder(connectionString).Database!), $"CREATE DATABASE {name}");
                if (Distributes)
                {
                    await TestServer.ExecuteAsync(node, "CREATE EXTENSION citus");
                }
            }

            // For the tests' own triggers.
            if (Distributes)
            {
                await TestServer.ExecuteAsync(made[0], $"ALTER DATABASE {name} SET citus.enable_unsafe_triggers = on");
            }

            _databases.Add(name);
            foreach (string node in Distributes ? made : [])
            {
                NpgsqlConnectionStringBuilder settings = new(node);
                string add = node == made[0] ? "citus_set_coordinator_host" : "citus_add_node";
                await TestServer.ExecuteAsync(made[0], $"SELECT {add}('{settings.Host}', {settings.Port})");
            }

            return made[0];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Drops what was made.</summary>
    public async Task DropDatabasesAsync()
    {
        foreach (string node in await GetNodesAsync())
        {
            foreach (string name in _databases)
            {
                await TestServer.ExecuteAsync(node, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            }
        }
    }

    private async Task<string[]> GetNodesAsync()
    {
        if (!Distributes)
        {
            return [connectionString];
        }

        const string Workers = "SELECT string_agg(nodename || ' ' || nodeport, ',') FROM pg_dist_node WHERE groupid > 0";
        string workers = (string)(await TestServer.ExecuteAsync(connectionString, Workers))!;
        return [
            connectionString,
            .. workers.Split(',').Select(worker => worker.Split(' ')).Select(worker => new NpgsqlConnectionStringBuilder(connectionString)
            {
                Host = worker[0],
                Port = int.Parse(worker[1], CultureInfo.InvariantCulture),
            }.ConnectionString)];
    }

    private static string In(string node, string database) =>
        new NpgsqlConnectionStringBuilder(node) { Database = database }.ConnectionString;
}
