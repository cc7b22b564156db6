namespace PgTasks;

/// <summary>Who may say what a field holds; the database has the last word for all.</summary>
[Flags]
internal enum TaskFieldUse
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Who adds a task.</summary>
    Add = 1,

    /// <summary>Who changes one.</summary>
    Set = 2,

    /// <summary>Who imports a file.</summary>
    Import = 4,
}
