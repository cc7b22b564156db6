using System.Collections.Concurrent;
using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Makes commands of a user's statements, and rows of their results, each column by its type.</summary>
internal sealed class StatementReader
{
    private const int MaxPlainStatements = 1000;

    // Statements none of whose columns has to come as text: known after a first round trip that describes them.
    private readonly ConcurrentDictionary<string, bool> _plainStatements = new(StringComparer.Ordinal);

    /// <summary>The statement, to be run.</summary>
    public async Task<UserStatement> CreateAsync(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, CancellationToken stop)
    {
        bool[]? textColumns = await FindTextColumnsAsync(call, statement, values, connection, stop);
        return new UserStatement(call, statement, values, connection, textColumns);
    }

    /// <summary>Runs it and streams its rows.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="mayCancel">Whether ending early stops it on the server.</param>
    /// <param name="bound">Stops it.</param>
    /// <param name="changed">The connection of a statement that may change something and stands alone.</param>
    public IAsyncEnumerable<SqlRow> ReadAsync(
        UserStatement command, bool mayCancel, BoundedStop bound, NpgsqlConnection? changed = null) =>
        RowStream.ReadAsync<SqlRow>(
            command.ExecuteAsync,
            reader => StartResult(reader, command.TextColumns).Read,
            mayCancel ? command.Cancel : null,
            bound,
            command.Explain,
            changed);

    /// <summary>What reads the rows of a reader's current result.</summary>
    public SqlResult StartResult(NpgsqlDataReader reader, bool[]? textColumns)
    {
        SqlResult result = new(reader, textColumns);
        if (result.IsStale)
        {
            _plainStatements.Clear();
        }

        return result;
    }

    /// <summary>Asks the server for the columns, without running the statement.</summary>
    public async Task<bool[]?> FindTextColumnsAsync(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, CancellationToken stop)
    {
        if (!statement.MayGiveRows || _plainStatements.ContainsKey(statement.Text))
        {
            return null;
        }

        await using UserStatement command = new(call, statement, values, connection, textColumns: null);
        await using NpgsqlDataReader reader = await command.ExecuteAsync(CommandBehavior.SchemaOnly, stop);
        bool[]? textColumns = SqlResult.FindTextColumns(reader);
        if (textColumns is null && _plainStatements.Count < MaxPlainStatements)
        {
            _plainStatements[statement.Text] = true;
        }

        return textColumns;
    }
}
