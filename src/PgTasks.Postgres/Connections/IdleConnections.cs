using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Connections that lay idle may have been ended by the server, or by what lies between: that is found out before
/// something is sent on one, as afterwards nobody could say whether it was done.
/// </summary>
internal sealed class IdleConnections
{
    private static readonly TimeSpan s_trusted = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<int, long> _givenBack = new();

    /// <summary>Follows a connection until it is given back.</summary>
    public void Follow(NpgsqlConnection connection)
    {
        int process = connection.ProcessID;
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Closed)
            {
                _givenBack[process] = Stopwatch.GetTimestamp();
            }
        };
    }

    /// <summary>Notes that an open connection lies idle from now on.</summary>
    public void GivenBack(NpgsqlConnection connection) => _givenBack[connection.ProcessID] = Stopwatch.GetTimestamp();

    /// <summary>Whether the connection is there still; one that was used a moment ago is not asked.</summary>
    public async Task<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        if (!_givenBack.TryRemove(connection.ProcessID, out long since) || Stopwatch.GetElapsedTime(since) < s_trusted)
        {
            return true;
        }

        try
        {
            await connection.ExecuteAsync("SELECT", stop);
            return true;
        }
        catch (NpgsqlException) when (connection.State != ConnectionState.Open)
        {
            return false;
        }
    }
}
