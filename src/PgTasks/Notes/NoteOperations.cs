namespace PgTasks;

/// <summary>The notes of a store's tasks. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class NoteOperations
{
    /// <summary>Streams all notes in the order in which they were added.</summary>
    public abstract IAsyncEnumerable<PgTaskNote> GetAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>The notes of the tasks with these ids, a result an id in the order asked: an array of notes.</summary>
    public abstract Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> taskIds, StoreCaller caller, CancellationToken stop);

    /// <summary>Adds the notes, a result a note in order. A bad one fails alone.</summary>
    public abstract Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewNote> notes, StoreCaller caller, CancellationToken stop);

    /// <summary>Deletes the notes with these numbers, a result a number in order.</summary>
    public abstract Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> noteIds, StoreCaller caller, CancellationToken stop);
}
