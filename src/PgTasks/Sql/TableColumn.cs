namespace PgTasks;

/// <summary>A column that rows are loaded into.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type as SQL writes it.</param>
/// <param name="ValueType">
/// What the store takes for it: a .NET type, an array of one (nullable where it is a value type), or SqlJson.
/// </param>
internal sealed record TableColumn(string Name, string TypeName, Type ValueType);
