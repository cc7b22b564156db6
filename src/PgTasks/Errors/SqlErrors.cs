using System.Management.Automation;

namespace PgTasks;

/// <summary>What PgTasks refuses about a user's own SQL, tables and files.</summary>
internal static class SqlErrors
{
    public static PgTaskException ParameterMissing(string mark, string name) => new(
        "ParameterMissing",
        ErrorCategory.ObjectNotFound,
        $"The query names {mark}{name}, and no value was given for it.")
    {
        RecommendedAction = "Give it in -Parameter or -ArgumentList, or pipe in objects that have such a property.",
    };

    public static PgTaskException ParameterType(string name, Type type) => new(
        "ParameterTypeNotSupported",
        ErrorCategory.InvalidData,
        $"The value for '{name}' is a {type}, which does not go into SQL.");

    public static PgTaskException ValueNotReadable(string column, string type, Exception inner) => new(
        "ValueNotReadable",
        ErrorCategory.InvalidData,
        $"A value of the column '{column}' ({type}) cannot be read: {inner.Message}",
        inner)
    {
        RecommendedAction = "Have it as text: cast the column with ::text.",
    };

    public static PgTaskException TransactionStatement(string word) => new(
        "TransactionStatement",
        ErrorCategory.InvalidOperation,
        $"{word} by itself would not last: each query takes a connection of the pool, and a transaction has its own.")
    {
        RecommendedAction = "Use Invoke-PgTaskTransaction, or Start-, Complete- and Undo-PgTaskTransaction.",
    };

    public static PgTaskException CopyThroughConnection() => new(
        "CopyNotSupported",
        ErrorCategory.NotImplemented,
        "COPY FROM STDIN and TO STDOUT need the client's part, which a query does not play.")
    {
        RecommendedAction = "Use Copy-PgTaskTable to load and Export-PgTaskTable to unload.",
    };

    public static PgTaskException ArgumentNotNamed(int named, int given) => new(
        "ArgumentNotNamed",
        ErrorCategory.InvalidArgument,
        $"The query names {named} positional parameters ($1 …), and {given} values were given.");

    public static PgTaskException RowNotConvertible(Type type, string column, Exception inner) => new(
        "RowNotConvertible",
        ErrorCategory.InvalidType,
        $"The column '{column}' does not go into a {type}: {inner.Message}",
        inner);

    public static PgTaskException ColumnNotFound(string table, string column) => new(
        "ColumnNotFound", ErrorCategory.ObjectNotFound, $"The table {table} has no column '{column}'.")
    {
        RecommendedAction = "Say with -Column which of the objects' properties to load.",
    };

    public static PgTaskException PropertyMissing(long row, string column) => new(
        "PropertyMissing", ErrorCategory.InvalidData, $"Row {row} has no property '{column}'.");

    public static PgTaskException ValueNotConvertible(
        long row, TableColumn column, object? value, Exception inner) => new(
        "ValueNotConvertible",
        ErrorCategory.InvalidData,
        $"Row {row}: '{value}' is no {column.TypeName}, which the column '{column.Name}' wants.",
        inner);

    public static PgTaskException NotOneQuery() => new(
        "NotOneQuery", ErrorCategory.InvalidArgument, "The query must be one statement, without parameters.");

    public static PgTaskException FileExists(string path) => new(
        "FileExists", ErrorCategory.ResourceExists, $"The file '{path}' exists.")
    {
        RecommendedAction = "Use -Force to replace it.",
    };

    public static PgTaskException FileNotWritable(string path, Exception inner) => new(
        "FileNotWritable", ErrorCategory.WriteError, $"The file '{path}' cannot be written: {inner.Message}", inner);

    public static PgTaskException ErrorNotFound(string name) => new(
        "ErrorNotFound", ErrorCategory.ObjectNotFound, $"PostgreSQL has no error condition '{name}'.");
}
