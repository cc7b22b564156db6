using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What can be said of a store's tasks at once.</summary>
internal sealed class PostgresReports(PostgresConnections connections, SqlName schema) : ReportOperations
{
    private readonly ReportStatements _statements = new(schema);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PgTaskMeasure>> MeasureAsync(
        PgTaskGrouping by, TaskFilter filter, StoreCaller caller, CancellationToken stop)
    {
        return connections.RunStatementAsync(
            _statements.Measure(by, filter), ReadAsync, caller, stop, isRepeated: false);

        async Task<IReadOnlyList<PgTaskMeasure>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            List<PgTaskMeasure> groups = [];
            while (await reader.ReadAsync(token))
            {
                groups.Add(new PgTaskMeasure
                {
                    Group = reader.IsDBNull(0) ? null : Name(by, reader.GetString(0)),
                    Open = reader.GetInt64(1),
                    Overdue = reader.GetInt64(2),
                    Completed = reader.GetInt64(3),
                    Total = reader.GetInt64(4),
                });
            }

            return groups;
        }
    }

    /// <summary>A group as PowerShell calls it.</summary>
    private static string Name(PgTaskGrouping by, string group) => by switch
    {
        PgTaskGrouping.Status => Enum.Parse<PgTaskStatus>(group, ignoreCase: true).ToString(),
        PgTaskGrouping.Priority => Enum.Parse<PgTaskPriority>(group, ignoreCase: true).ToString(),
        _ => group,
    };
}
