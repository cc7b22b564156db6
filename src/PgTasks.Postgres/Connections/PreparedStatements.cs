using System.Collections.Concurrent;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Which of the store's statements the servers keep parsed and planned.</summary>
internal sealed class PreparedStatements(bool isWanted)
{
    private const int Maximum = 100;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private bool? _isDirect;

    /// <summary>Has the server keep the statement parsed and planned on this connection, from its second run on.</summary>
    public async Task PrepareAsync(NpgsqlCommand command, CancellationToken stop)
    {
        bool isNew = _seen.Count < Maximum && _seen.TryAdd(command.CommandText, true);
        if (!isWanted || isNew || !_seen.ContainsKey(command.CommandText))
        {
            return;
        }

        if (await IsDirectAsync(command.Connection!, stop))
        {
            await command.PrepareAsync(stop);
        }
    }

    /// <summary>
    /// Whether the server itself is at the other end. A pooler between gives its own process number to cancel by, and may
    /// send each statement to another server process, which has prepared nothing, or something else by that name.
    /// </summary>
    public async Task<bool> IsDirectAsync(NpgsqlConnection connection, CancellationToken stop) =>
        _isDirect ??= await FindProcessAsync(connection, stop) == connection.ProcessID;

    /// <summary>The server process that runs the connection's open transaction.</summary>
    public async Task<int> FindProcessAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        if (_isDirect == true)
        {
            return connection.ProcessID;
        }

        await using NpgsqlCommand command = new("SELECT pg_catalog.pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(stop))!;
    }
}
