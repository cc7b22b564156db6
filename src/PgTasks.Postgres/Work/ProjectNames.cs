using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The projects of ready tasks that patterns find, remembered for a second: a claim is as quick as a look there.</summary>
internal sealed class ProjectNames(PostgresConnections connections, ClaimStatements statements)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (string[] Names, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>The names, and whether they are of just now.</summary>
    public async Task<(string[] Names, bool IsNew)> FindAsync(
        string[] patterns, bool mayBeKnown, StoreCaller caller, CancellationToken stop)
    {
        string key = string.Join('\0', patterns);
        if (mayBeKnown && _known.TryGetValue(key, out (string[] Names, long At) known)
            && Stopwatch.GetElapsedTime(known.At) < s_fresh)
        {
            return (known.Names, false);
        }

        long now = Stopwatch.GetTimestamp();
        string[] names = await connections.RunStatementAsync(statements.GetProjects(patterns), ReadAsync, caller, stop);
        _known[key] = (names, now);
        return (names, true);
    }

    private static async Task<string[]> ReadAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        List<string> names = [];
        while (await reader.ReadAsync(stop))
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }
}
