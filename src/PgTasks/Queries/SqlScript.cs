namespace PgTasks;

/// <summary>What a text of SQL is read with that comes from a file made for psql.</summary>
/// <param name="Path">The file, for errors.</param>
/// <param name="Variables">The values of psql's :name, :'name' and :"name".</param>
internal sealed record SqlScript(string Path, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>The variables that a text has named so far.</summary>
    public ISet<string> Named { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
