namespace PgTasks;

/// <summary>What a store knows that may be typed.</summary>
internal enum CompletionKind
{
    /// <summary>Numbers of open tasks.</summary>
    OpenTask,

    /// <summary>Numbers of tasks that somebody has begun.</summary>
    RunningTask,

    /// <summary>Numbers of tasks that have ended.</summary>
    EndedTask,

    /// <summary>Projects of open tasks.</summary>
    Project,

    /// <summary>Projects that are paused.</summary>
    PausedProject,

    /// <summary>Tags of open tasks.</summary>
    Tag,

    /// <summary>Whom open tasks are assigned to, and the server's roles that may log in.</summary>
    Person,

    /// <summary>The server's databases.</summary>
    Database,

    /// <summary>The server's roles that may log in.</summary>
    Role,

    /// <summary>Languages that a search can go by.</summary>
    Language,

    /// <summary>Schemas of the database.</summary>
    Schema,

    /// <summary>Tables that can be read, as SQL writes them.</summary>
    ReadTable,

    /// <summary>Tables that can be filled, as SQL writes them.</summary>
    FilledTable,

    /// <summary>Columns of a table.</summary>
    Column,
}
