namespace PgTasks;

/// <summary>A parameter's value that is a JSON document.</summary>
internal readonly record struct SqlJson(string Text);
