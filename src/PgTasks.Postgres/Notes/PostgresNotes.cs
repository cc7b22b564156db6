using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The notes of a store's tasks.</summary>
/// <param name="connections">Its connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who adds and removes notes.</param>
internal sealed class PostgresNotes(PostgresConnections connections, SqlName schema, string actor) : NoteOperations
{
    private readonly NoteStatements _statements = new(schema, actor);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<PgTaskNote> GetAsync(
        StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        // By pages, so that the connection is free between them.
        List<PgTaskNote> page;
        long last = long.MinValue;
        do
        {
            page = await connections.RunStatementAsync(_statements.Get(last), ReadAsync, caller, stop);
            foreach (PgTaskNote note in page)
            {
                yield return note;
                last = note.NoteId;
            }
        }
        while (page.Count == NoteStatements.PageSize);
    }

    /// <inheritdoc/>
    public override async Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> taskIds, StoreCaller caller, CancellationToken stop)
    {
        Dictionary<long, List<PgTaskNote>> found = await connections.RunStatementAsync(
            _statements.Find([.. taskIds.Distinct().Order()]), ReadByTaskAsync, caller, stop);
        return [.. taskIds.Select(id => found.TryGetValue(id, out List<PgTaskNote>? notes)
            ? new StoreResult(notes, null)
            : StoreResult.NotFound(id))];
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewNote> notes, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(notes, caller, async part =>
        {
            List<PgTaskNote> added = await connections.RunStatementAsync(
                _statements.Add([.. part.Select(note => note.TaskId)], [.. part.Select(note => note.Text)]),
                ReadAsync, caller, stop, changes: true, isMarked: part.Count > 1);
            int next = 0;
            return [.. part.Select(note => next < added.Count && added[next].TaskId == note.TaskId
                ? new StoreResult(added[next++], null)
                : StoreResult.NotFound(note.TaskId))];
        });

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> noteIds, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(noteIds, caller, async part =>
        {
            HashSet<long> removed = await connections.RunStatementAsync(
                _statements.Remove([.. part.Distinct().Order()]), ReadIdsAsync, caller, stop,
                changes: true, isMarked: part.Count > 1);
            return [.. part.Select(id =>
                removed.Remove(id) ? default : new StoreResult(null, TaskErrors.NoteNotFound(id)))];
        });

    private static PgTaskNote Read(NpgsqlDataReader row) => new()
    {
        NoteId = row.GetInt64(0),
        TaskId = row.GetInt64(1),
        Text = row.GetString(2),
        CreatedAt = TaskTime.FromMicroseconds(row.GetInt64(3)),
        CreatedBy = row.IsDBNull(4) ? null : row.GetString(4),
    };

    private static async Task<List<PgTaskNote>> ReadAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        List<PgTaskNote> notes = [];
        while (await reader.ReadAsync(stop))
        {
            notes.Add(Read(reader));
        }

        return notes;
    }

    private static async Task<Dictionary<long, List<PgTaskNote>>> ReadByTaskAsync(
        NpgsqlDataReader reader, CancellationToken stop)
    {
        Dictionary<long, List<PgTaskNote>> notes = [];
        while (await reader.ReadAsync(stop))
        {
            long task = reader.GetInt64(5);
            if (!notes.TryGetValue(task, out List<PgTaskNote>? some))
            {
                notes.Add(task, some = []);
            }

            if (!reader.IsDBNull(0))
            {
                some.Add(Read(reader));
            }
        }

        return notes;
    }

    private static async Task<HashSet<long>> ReadIdsAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        HashSet<long> ids = [];
        while (await reader.ReadAsync(stop))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }
}
