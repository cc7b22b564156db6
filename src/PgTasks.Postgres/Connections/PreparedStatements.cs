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
    public Task PrepareAsync(NpgsqlCommand command, CancellationToken stop) =>
        PrepareAsync(command.CommandText, command.Connection!, command.PrepareAsync, stop);

    /// <summary>The same of several that go together.</summary>
    public Task PrepareAsync(NpgsqlBatch batch, CancellationToken stop) =>
        PrepareAsync(batch.BatchCommands[0].CommandText, batch.Connection!, batch.PrepareAsync, stop);

    private async Task PrepareAsync(
        string text, NpgsqlConnection connection, Func<CancellationToken, Task> prepare, CancellationToken stop)
    {
        bool isNew = _seen.Count < Maximum && _seen.TryAdd(text, true);
        if (isWanted && !isNew && _seen.ContainsKey(text) && await IsDirectAsync(connection, stop))
        {
            await prepare(stop);
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
