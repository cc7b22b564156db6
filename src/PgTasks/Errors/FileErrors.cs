using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a file of tasks, made here because the Postgres side sees no PowerShell.</summary>
internal static class FileErrors
{
    public static PgTaskException InvalidRow(PgTaskInvalidRow row, string reason, Exception? inner = null) => new(
        "InvalidRow", ErrorCategory.InvalidData, $"{Describe(row)}: {reason}", inner)
    {
        Target = row,
    };

    public static PgTaskException UnknownColumn(PgTaskInvalidRow row, string nearest) => new(
        "UnknownColumn",
        ErrorCategory.InvalidData,
        $"{Describe(row)}: a task has no such property; the nearest is '{nearest}'.")
    {
        Target = row,
        RecommendedAction = "Name the column as the property of a task, or leave such columns out by -IgnoreUnknown.",
    };

    public static PgTaskException DuplicateColumn(PgTaskInvalidRow row) => new(
        "DuplicateColumn", ErrorCategory.InvalidData, $"{Describe(row)}: another column has that property.")
    {
        Target = row,
    };

    public static PgTaskException TitleColumnMissing(PgTaskInvalidRow row) => new(
        "TitleColumnMissing", ErrorCategory.InvalidData, $"{Describe(row)}: none of the columns is the Title.")
    {
        Target = row,
        RecommendedAction = "The first line names the columns; -Delimiter says what stands between them.",
    };

    public static PgTaskException UnknownFormat(string path) => new(
        "UnknownFormat",
        ErrorCategory.InvalidArgument,
        $"The name '{path}' does not say the format: it ends in neither .csv, .tsv, .json nor .jsonl (with .gz or not).")
    {
        Target = path,
        RecommendedAction = "Give -Format.",
    };

    public static PgTaskException FormatMissing() => new(
        "FormatMissing", ErrorCategory.InvalidArgument, "Lines of the pipeline do not say their format.")
    {
        RecommendedAction = "Give -Format.",
    };

    public static PgTaskException NotReadable(string path, Exception inner) => new(
        "FileNotReadable", GetCategory(inner, ErrorCategory.ReadError), inner.Message, inner)
    {
        Target = path,
    };

    public static PgTaskException NotWritable(string path, Exception inner) => new(
        "FileNotWritable", GetCategory(inner, ErrorCategory.WriteError), inner.Message, inner)
    {
        Target = path,
    };

    public static PgTaskException FileExists(string path) => new(
        "FileExists", ErrorCategory.ResourceExists, $"The file '{path}' exists.")
    {
        Target = path,
        RecommendedAction = "Replace it by -Force, or add to it by -Append.",
    };

    public static PgTaskException HeaderMismatch(string path, string? found) => new(
        "HeaderMismatch",
        ErrorCategory.InvalidData,
        $"The file '{path}' has other columns than an export, or another delimiter: {found}")
    {
        Target = path,
    };

    public static PgTaskException AppendToArray(string path) => new(
        "AppendNotSupported",
        ErrorCategory.InvalidArgument,
        $"Nothing can be added to '{path}': a JSON array ends where it ends.")
    {
        Target = path,
        RecommendedAction = "Use -Format JsonLines.",
    };

    public static PgTaskException NotEncodable(string path, Exception inner) => new(
        "CharacterNotEncodable", ErrorCategory.InvalidData, $"A task has a character that '{path}' cannot hold.", inner)
    {
        Target = path,
        RecommendedAction = "Choose an encoding that holds every character, as -Encoding utf8.",
    };

    private static ErrorCategory GetCategory(Exception exception, ErrorCategory other) => exception switch
    {
        UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        _ => other,
    };

    private static string Describe(PgTaskInvalidRow row)
    {
        string place = row.Line is null ? "" : $"line {row.Line}";
        string column = row.Column is null ? "" : $"column {row.Column}";
        string value = row.Value is null ? "" : $"value '{Shorten(row.Value)}'";
        return string.Join(
            ", ", new[] { row.Path ?? "The input", place, column, value }.Where(part => part.Length > 0));
    }

    private static string Shorten(string value) => value.Length <= 200 ? value : value[..200] + "…";
}
