using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A binary COPY on a connection that it holds; with columns to cast, by way of a temporary table.</summary>
internal sealed class PostgresTableCopy : TableCopy
{
    private const string Staging = "pg_temp.pgtasks_copy";
    private readonly NpgsqlConnection _connection;
    private readonly TableColumns _columns;
    private readonly IReadOnlyList<CopyType> _types;
    private readonly IReadOnlyList<TableColumn> _list;
    private readonly bool _ownsConnection;
    private NpgsqlBinaryImporter? _importer;

    private PostgresTableCopy(NpgsqlConnection connection, TableColumns columns, bool ownsConnection)
    {
        _connection = connection;
        _columns = columns;
        _types = columns.Types;
        _list = columns.Columns;
        _ownsConnection = ownsConnection;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns => _list;

    private bool IsStaged => _types.Any(type => type.IsStaged);

    /// <summary>Begins a COPY.</summary>
    /// <param name="connection">Where; given back at the end if it is owned, else in a transaction already.</param>
    /// <param name="columns">What into.</param>
    /// <param name="ownsConnection">Whether it is this copy's own.</param>
    /// <param name="stop">Stops it.</param>
    public static async Task<PostgresTableCopy> BeginAsync(
        NpgsqlConnection connection, TableColumns columns, bool ownsConnection, CancellationToken stop)
    {
        await TableLock.WaitAsync($"INSERT INTO {columns.Table} DEFAULT VALUES", connection, stop);
        PostgresTableCopy copy = new(connection, columns, ownsConnection);
        string target = columns.Table;
        if (copy.IsStaged)
        {
            target = Staging;
            await connection.ExecuteAsync((ownsConnection ? "BEGIN; " : "") + copy.GetStagingTable(), stop);
        }

        copy._importer = await connection.BeginBinaryImportAsync(
            $"COPY {target} ({string.Join(", ", columns.Names)}) FROM STDIN (FORMAT binary)", stop);
        return copy;
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(object?[] row, CancellationToken stop)
    {
        await _importer!.StartRowAsync(stop);
        for (int i = 0; i < row.Length; i++)
        {
            Task written = row[i] is { } value
                ? _types[i].WriteAsync(_importer, value, stop)
                : _importer.WriteNullAsync(stop);
            await written;
        }
    }

    /// <inheritdoc/>
    public override async Task<long> CompleteAsync(CancellationToken stop)
    {
        ulong count = await _importer!.CompleteAsync(stop);
        await _importer.DisposeAsync();
        if (IsStaged)
        {
            IEnumerable<string> casts = _types.Select((type, i) =>
                type.IsStaged ? $"{_columns.Names[i]}::{_list[i].TypeName}" : _columns.Names[i]);
            await _connection.ExecuteAsync(
                $"INSERT INTO {_columns.Table} ({string.Join(", ", _columns.Names)}) "
                + $"SELECT {string.Join(", ", casts)} FROM {Staging}; DROP TABLE {Staging}"
                + (_ownsConnection ? "; COMMIT" : ""),
                stop);
        }

        return (long)count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_importer is not null)
        {
            await _importer.DisposeAsync();
        }

        if (_ownsConnection)
        {
            await _connection.DisposeAsync();
        }
    }

    private string GetStagingTable()
    {
        IEnumerable<string> columns = _types.Select((type, i) =>
            type.IsStaged ? $"NULL::text AS {_columns.Names[i]}" : _columns.Names[i]);
        return $"CREATE TEMPORARY TABLE pgtasks_copy ON COMMIT DROP AS SELECT {string.Join(", ", columns)} "
            + $"FROM {_columns.Table} WITH NO DATA";
    }
}
