namespace PgTasks;

/// <summary>Completes projects.</summary>
internal sealed class ProjectCompleter() : StoreCompleter(CompletionKind.Project);

/// <summary>Completes projects that are paused.</summary>
internal sealed class PausedProjectCompleter() : StoreCompleter(CompletionKind.PausedProject);

/// <summary>Completes tags.</summary>
internal sealed class TagCompleter() : StoreCompleter(CompletionKind.Tag);

/// <summary>Completes people.</summary>
internal sealed class PersonCompleter() : StoreCompleter(CompletionKind.Person);

/// <summary>Completes databases.</summary>
internal sealed class DatabaseCompleter() : StoreCompleter(CompletionKind.Database);

/// <summary>Completes roles.</summary>
internal sealed class RoleCompleter() : StoreCompleter(CompletionKind.Role);

/// <summary>Completes text search configurations.</summary>
internal sealed class LanguageCompleter() : StoreCompleter(CompletionKind.Language);

/// <summary>Completes schemas.</summary>
internal sealed class SchemaCompleter() : StoreCompleter(CompletionKind.Schema);

/// <summary>Completes tables to read from.</summary>
internal sealed class ReadTableCompleter() : StoreCompleter(CompletionKind.ReadTable);

/// <summary>Completes tables to write to.</summary>
internal sealed class FilledTableCompleter() : StoreCompleter(CompletionKind.FilledTable);

/// <summary>Completes columns of the table that the command names.</summary>
internal sealed class ColumnCompleter() : StoreCompleter(CompletionKind.Column);
