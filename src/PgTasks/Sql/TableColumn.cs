namespace PgTasks;

/// <summary>A column that rows are loaded into.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type as SQL writes it.</param>
/// <param name="Kind">What its values are, or the elements of its arrays.</param>
/// <param name="IsArray">Whether it holds arrays.</param>
/// <param name="HasEmpty">Whether an empty text is one of these values.</param>
internal sealed record TableColumn(string Name, string TypeName, ValueKind Kind, bool IsArray, bool HasEmpty);
