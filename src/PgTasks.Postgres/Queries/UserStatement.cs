using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// One statement of a user's, sent to the server as it is: of a command without parameters, Npgsql would look for
/// semicolons to split it at, and knows no BEGIN ATOMIC. Of a batch's it does not.
/// </summary>
internal sealed class UserStatement : IAsyncDisposable
{
    private readonly SqlCall _call;
    private readonly SqlStatement _statement;
    private readonly object?[] _values;
    private readonly NpgsqlBatch? _batch;
    private readonly NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;

    /// <param name="call">What the statement belongs to.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="values">The values of the text's names.</param>
    /// <param name="connection">Where to run it.</param>
    /// <param name="textColumns">The columns to be asked for as text; null for none.</param>
    public UserStatement(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, bool[]? textColumns)
    {
        (_call, _statement, _values) = (call, statement, values);
        TextColumns = textColumns;
        NpgsqlParameterCollection parameters;
        if (textColumns is null)
        {
            NpgsqlBatchCommand command = new(statement.Text);
            _batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
            _batch.Timeout = call.Timeout ?? _batch.Timeout;
            parameters = command.Parameters;
        }
        else
        {
            _command = new NpgsqlCommand(statement.Text, connection) { UnknownResultTypeList = textColumns };
            _command.CommandTimeout = call.Timeout ?? _command.CommandTimeout;
            parameters = _command.Parameters;
        }

        StatementParameters.Add(parameters, call.Text, statement, values);
    }

    /// <summary>The columns that come as text; null for none.</summary>
    public bool[]? TextColumns { get; }

    /// <summary>The rows that it gave or changed, once it has run to its end.</summary>
#pragma warning disable CS0618 // Of a command, only this tells the rows of a result.
    public long Count => (long)(_batch?.BatchCommands[0].Rows ?? _command!.Statements[0].Rows);
#pragma warning restore CS0618

    /// <summary>Those of them that it changed.</summary>
    public long Changed => Math.Max(_reader?.RecordsAffected ?? 0, 0);

    public Task<NpgsqlDataReader> ExecuteAsync(CancellationToken stop) => ExecuteAsync(CommandBehavior.Default, stop);

    public async Task<NpgsqlDataReader> ExecuteAsync(CommandBehavior behavior, CancellationToken stop)
    {
        try
        {
            return _reader = await (_batch?.ExecuteReaderAsync(behavior, stop) ?? _command!.ExecuteReaderAsync(behavior, stop));
        }
        catch (PostgresException error)
        {
            Explain(error);
            throw;
        }
    }

    /// <summary>Adds to the server's error where the statement is at fault.</summary>
    public void Explain(PostgresException error) => StatementFault.Explain(error, _call.Text, _statement, _values);

    /// <summary>Stops it on the server.</summary>
    public void Cancel()
    {
        _batch?.Cancel();
        _command?.Cancel();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _batch?.DisposeAsync() ?? _command!.DisposeAsync();
}
