using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a user's own SQL and tables.</summary>
internal static class SqlErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(ParameterMissing),
            ErrorCategory.ObjectNotFound,
            "the query names a parameter without a value",
            "Give it in -Parameter or -ArgumentList, or pipe in objects that have such a property."),
        new(
            nameof(ParameterTypeNotSupported),
            ErrorCategory.InvalidData,
            "a value does not go into SQL",
            "Make a text of it, or give the property of it that is wanted."),
        new(
            nameof(ArrayNotRectangular),
            ErrorCategory.InvalidData,
            "arrays in an array are not equally long"),
        new(
            nameof(ArgumentNotNamed),
            ErrorCategory.InvalidArgument,
            "a value was given that the query does not name"),
        new(
            nameof(NulInQuery),
            ErrorCategory.InvalidArgument,
            "the query holds a character NUL"),
        new(
            nameof(MetaCommand),
            ErrorCategory.NotImplemented,
            @"the query holds a command of psql's, as \d",
            @"Leave it out, or run the text with psql; the catalogs (pg_class …) tell what \d shows."),
        new(
            nameof(TransactionStatement),
            ErrorCategory.InvalidOperation,
            "BEGIN, COMMIT and the like, in a query",
            "Use Invoke-PgTaskTransaction, or Start-, Complete- and Undo-PgTaskTransaction."),
        new(
            nameof(CopyNotSupported),
            ErrorCategory.NotImplemented,
            "COPY FROM STDIN or TO STDOUT, in a query",
            "Use Copy-PgTaskTable to load and Export-PgTaskTable to unload."),
        new(
            nameof(ValueNotReadable),
            ErrorCategory.InvalidData,
            "a value of a result has no .NET type",
            "Have it as text: cast the column with ::text."),
        new(
            nameof(RowNotConvertible),
            ErrorCategory.InvalidType,
            "a row does not go into the class of -Type"),
        new(
            nameof(ColumnNotFound),
            ErrorCategory.ObjectNotFound,
            "the table has no such column",
            "Say with -Column which of the objects' properties to load."),
        new(
            nameof(PropertyMissing),
            ErrorCategory.InvalidData,
            "an object lacks a column's property",
            "Use -AllowMissing to have NULL there."),
        new(
            nameof(PropertyNotExpected),
            ErrorCategory.InvalidData,
            "an object has a property that the first one did not have",
            "Say with -Column which properties to load, or leave such out by -IgnoreUnknown."),
        new(
            nameof(ValueNotConvertible),
            ErrorCategory.InvalidData,
            "a value does not go into its column"),
        new(
            nameof(NotOneQuery),
            ErrorCategory.InvalidArgument,
            "an export wants one statement, without parameters"),
        new(
            nameof(ErrorNotFound),
            ErrorCategory.ObjectNotFound,
            "Get-PgTaskError knows no such name or code"),
    ];

    public static PgTaskException ParameterMissing(string mark, string name) => new(
        OwnErrors.Get(nameof(ParameterMissing)), $"The query names {mark}{name}, and no value was given for it.");

    public static PgTaskException ParameterTypeNotSupported(string name, Type type) => new(
        OwnErrors.Get(nameof(ParameterTypeNotSupported)),
        $"The value for '{name}' is a {type}, which does not go into SQL.");

    public static PgTaskException ArrayNotRectangular(string name) => new(
        OwnErrors.Get(nameof(ArrayNotRectangular)),
        $"The arrays in the array for '{name}' are not equally long, as those of PostgreSQL are.");

    public static PgTaskException ArgumentNotNamed(int named, int given) => new(
        OwnErrors.Get(nameof(ArgumentNotNamed)),
        $"The query names {named} positional parameters ($1 …), and {given} values were given.")
    {
        RecommendedAction = named > 0
            ? null
            : "Write the query in single quotes: in double quotes PowerShell itself puts a variable in for $1.",
    };

    public static PgTaskException ArgumentNotNamed(string name, SqlText text) => new(
        OwnErrors.Get(nameof(ArgumentNotNamed)), $"A value was given for @{name}, which the query does not name.")
    {
        RecommendedAction = GetHidingAdvice(name, text),
    };

    public static PgTaskException ArgumentNotNamed() => new(
        OwnErrors.Get(nameof(ArgumentNotNamed)),
        "Objects were piped in, and the query names no parameter for their properties.")
    {
        RecommendedAction = "Name properties by @, as in WHERE id = @id, or values by $1; text in quotes takes none.",
    };

    public static PgTaskException NulInQuery() => new(
        OwnErrors.Get(nameof(NulInQuery)), "The query holds a character NUL, which SQL has no room for.");

    public static PgTaskException MetaCommand(string command) => new(
        OwnErrors.Get(nameof(MetaCommand)), $"{command} is a command of psql itself, not one of the server's.");

    public static PgTaskException MetaCommand(string command, string path, int line) => new(
        OwnErrors.Get(nameof(MetaCommand)), $"{path}:{line.ToString(CultureInfo.InvariantCulture)}: {command} is a command of psql itself, not one of the server's.");

    public static PgTaskException TransactionStatement() => new(
        OwnErrors.Get(nameof(TransactionStatement)),
        "The text begins a transaction that it does not end: it would be rolled back.")
    {
        RecommendedAction = "End it by COMMIT, or leave BEGIN out: several statements are all or nothing anyhow.",
    };

    public static PgTaskException TransactionStatement(string word) => new(
        OwnErrors.Get(nameof(TransactionStatement)),
        $"{word} by itself does not last: a query leaves no transaction open.");

    public static PgTaskException CopyNotSupported() => new(
        OwnErrors.Get(nameof(CopyNotSupported)),
        "COPY FROM STDIN and TO STDOUT need the client's part, which a query does not play.");

    public static PgTaskException ValueNotReadable(string column, string type, Exception inner) => new(
        OwnErrors.Get(nameof(ValueNotReadable)),
        $"A value of the column '{column}' ({type}) cannot be read: {inner.Message}",
        inner);

    public static PgTaskException RowNotConvertible(Type type, string column, Exception inner) => new(
        OwnErrors.Get(nameof(RowNotConvertible)),
        $"The column '{column}' does not go into a {type}: {inner.Message}",
        inner);

    public static PgTaskException RowNotConvertible(Type type, string[] columns) => new(
        OwnErrors.Get(nameof(RowNotConvertible)),
        $"A row of {columns.Length} columns ({string.Join(", ", columns)}) does not go into one {type}.")
    {
        RecommendedAction =
            "Select the one column, take the first one by -Scalar, or give -Type a class with a property a column.",
    };

    public static PgTaskException ColumnNotFound(string table, string column) => new(
        OwnErrors.Get(nameof(ColumnNotFound)), $"The table {table} has no column '{column}'.");

    public static PgTaskException PropertyMissing(long row, string column) => new(
        OwnErrors.Get(nameof(PropertyMissing)), $"Row {row} has no property '{column}'.");

    public static PgTaskException PropertyNotExpected(long row, string property) => new(
        OwnErrors.Get(nameof(PropertyNotExpected)),
        $"Row {row} has '{property}', which the first object did not have, so that it would be lost.");

    public static PgTaskException ValueNotConvertible(long row, TableColumn column, Exception inner) => new(
        OwnErrors.Get(nameof(ValueNotConvertible)),
        $"Row {row}, column '{column.Name}' ({column.TypeName}): {inner.Message}",
        inner);

    public static PgTaskException NotOneQuery() => new(
        OwnErrors.Get(nameof(NotOneQuery)), "The query must be one statement, without parameters.");

    public static PgTaskException ErrorNotFound(string nameOrState) => new(
        OwnErrors.Get(nameof(ErrorNotFound)), $"Neither PostgreSQL nor PgTasks has an error '{nameOrState}'.");

    private static string GetHidingAdvice(string name, SqlText text) => text.FindHiding(name) switch
    {
        SqlHiding.String => $"Text in quotes takes no parameters: write '…' || @{name} || '…', or format('…%s…', @{name}).",
        SqlHiding.DollarString =>
            $"Text in dollar quotes takes no parameters: give @{name} to a function, or to set_config, and read it there.",
        SqlHiding.QuotedName =>
            $"A name in quotes takes no parameters: have the server quote it, SELECT format('…%I…', @{name}).",
        SqlHiding.Comment => "It stands in a comment.",
        SqlHiding.Body =>
            "The body of a routine, or of PREPARE, takes no parameters of the query; nor does a query with $1 take @names.",
        _ => text.IsPositional
            ? "The query has positional parameters: give their values by -ArgumentList."
            : "Leave the value out, or name it in the query.",
    };
}
