namespace PgTasks;

/// <summary>What can be wrong with a task.</summary>
internal static class TaskErrors
{
    public static PgTaskException TaskNotFound(long id) => new(
        OwnErrors.Get(nameof(TaskNotFound)), $"There is no task #{id}.");

    public static PgTaskException TaskNotFound(string title) => new(
        OwnErrors.Get(nameof(TaskNotFound)),
        $"No task that is looked at is titled '{title}'. Try '*{title}*' for a part of a title, and -All for closed tasks.");

    public static PgTaskException UnknownLanguage(string language, Exception inner) => new(
        OwnErrors.Get(nameof(UnknownLanguage)), $"The server has no text search configuration '{language}'.", inner);

    public static PgTaskException OrderOfIds() => new(
        OwnErrors.Get(nameof(OrderOfIds)), "Tasks that are asked for by Id come in the order of the ids.");

    public static PgTaskException InvalidPattern(string pattern, Exception inner) => new(
        OwnErrors.Get(nameof(InvalidPattern)), $"'{pattern}' is no pattern: a [ in it has no end.", inner);

    public static PgTaskException FilterOfInput() => new(
        OwnErrors.Get(nameof(FilterOfInput)), "Filters choose tasks of the store, not those that are piped in.");

    public static PgTaskException TaskChanged(PgTask task) => new(
        OwnErrors.Get(nameof(TaskChanged)),
        $"Task {task} has changed since: {task.UpdatedBy ?? "somebody"} did so at {TimeText.Write(task.UpdatedAt)}.");

    public static PgTaskException TaskEnded(PgTask task) => new(
        OwnErrors.Get(nameof(TaskEnded)), $"The task #{task.Id} '{task.Title}' is {task.Status}.");

    public static PgTaskException TaskClaimed(PgTask task) => new(
        OwnErrors.Get(nameof(TaskClaimed)), $"The task #{task.Id} '{task.Title}' is held by {task.ClaimedBy}.");

    /// <summary>The same of a task that was to be replaced.</summary>
    public static PgTaskException TaskClaimed(string key) => new(
        OwnErrors.Get(nameof(TaskClaimed)), $"The task with the key '{key}' is not replaced: somebody has claimed it.");

    public static PgTaskException NoteNotFound(long id) => new(
        OwnErrors.Get(nameof(NoteNotFound)), $"There is no note #{id}.");

    public static PgTaskException TitleMissing() => new(OwnErrors.Get(nameof(TitleMissing)), "A task needs a title.");

    public static PgTaskException PropertyNotConvertible(string name, string reason, Exception? inner = null) => new(
        OwnErrors.Get(nameof(PropertyNotConvertible)), $"The property {name} does not fit a task: {reason}", inner);

    public static PgTaskException DataTooDeep(int levels) => new(
        OwnErrors.Get(nameof(DataTooDeep)), $"The data is nested more than {levels} levels deep.");

    public static PgTaskException DataNotReadable(string reason, Exception? inner = null) => new(
        OwnErrors.Get(nameof(DataNotReadable)), reason, inner);

    public static PgTaskException NothingToSet() => new(OwnErrors.Get(nameof(NothingToSet)), "Nothing to set.");
}
