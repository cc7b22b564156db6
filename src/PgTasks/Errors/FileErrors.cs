using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a file of tasks or rows.</summary>
internal static class FileErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(InvalidRow),
            ErrorCategory.InvalidData,
            "a row of a file is not a task"),
        new(
            nameof(UnknownColumn),
            ErrorCategory.InvalidData,
            "tasks have no such property as the file's column",
            "Name the column as the property of a task, or leave such columns out by -IgnoreUnknown."),
        new(
            nameof(RepeatedColumn),
            ErrorCategory.InvalidData,
            "two columns of the file are the same property"),
        new(
            nameof(TitleColumnMissing),
            ErrorCategory.InvalidData,
            "no column of the file is the Title",
            "The first line names the columns; -Delimiter says what stands between them."),
        new(
            nameof(UnknownFormat),
            ErrorCategory.InvalidArgument,
            "the file's name does not say its format",
            "Give -Format."),
        new(
            nameof(FormatMissing),
            ErrorCategory.InvalidArgument,
            "lines are piped in without -Format",
            "Give -Format."),
        new(nameof(FileNotReadable), ErrorCategory.ReadError, "a file cannot be read"),
        new(nameof(FileNotWritable), ErrorCategory.WriteError, "a file cannot be written"),
        new(
            nameof(FileExists),
            ErrorCategory.ResourceExists,
            "the file is there, and -Force is not given",
            "Replace it by -Force."),
        new(
            nameof(HeaderMismatch),
            ErrorCategory.InvalidData,
            "the file to append to has other columns"),
        new(
            nameof(AppendNotSupported),
            ErrorCategory.InvalidArgument,
            "the file to append to is a JSON array",
            "Use -Format JsonLines."),
        new(
            nameof(CharacterNotEncodable),
            ErrorCategory.InvalidData,
            "-Encoding lacks a character of a task",
            "Choose an encoding that holds every character, as -Encoding utf8."),
    ];

    public static PgTaskException InvalidRow(PgTaskInvalidRow row, string reason, Exception? inner = null) => new(
        OwnErrors.Get(nameof(InvalidRow)), $"{GetPlace(row)}: {reason}", inner)
    {
        Target = row,
    };

    public static PgTaskException UnknownColumn(PgTaskInvalidRow row, string nearest) => new(
        OwnErrors.Get(nameof(UnknownColumn)),
        $"{GetPlace(row)}: a task has no such property; the nearest is '{nearest}'.")
    {
        Target = row,
    };

    public static PgTaskException RepeatedColumn(PgTaskInvalidRow row) => new(
        OwnErrors.Get(nameof(RepeatedColumn)), $"{GetPlace(row)}: another column has that property.")
    {
        Target = row,
    };

    public static PgTaskException TitleColumnMissing(PgTaskInvalidRow row) => new(
        OwnErrors.Get(nameof(TitleColumnMissing)), $"{GetPlace(row)}: none of the columns is the Title.")
    {
        Target = row,
    };

    public static PgTaskException UnknownFormat(string path) => new(
        OwnErrors.Get(nameof(UnknownFormat)),
        $"The name '{path}' does not say the format: it ends in neither .csv, .tsv, .json nor .jsonl (with .gz or not).")
    {
        Target = path,
    };

    public static PgTaskException FormatMissing() => new(
        OwnErrors.Get(nameof(FormatMissing)), "Lines of the pipeline do not say their format.");

    public static PgTaskException FileNotReadable(string path, Exception inner) => new(
        OwnErrors.Get(nameof(FileNotReadable)), inner.Message, inner)
    {
        Target = path,
        Category = GetCategory(inner, ErrorCategory.ReadError),
    };

    public static PgTaskException FileNotWritable(string path, Exception inner) => new(
        OwnErrors.Get(nameof(FileNotWritable)), $"The file '{path}' cannot be written: {inner.Message}", inner)
    {
        Target = path,
        Category = GetCategory(inner, ErrorCategory.WriteError),
    };

    /// <param name="path">The file.</param>
    /// <param name="canAppend">Whether the cmdlet has an -Append.</param>
    public static PgTaskException FileExists(string path, bool canAppend = false)
    {
        OwnError error = OwnErrors.Get(nameof(FileExists));
        return new(error, $"The file '{path}' exists.")
        {
            Target = path,
            RecommendedAction = canAppend ? "Replace it by -Force, or add to it by -Append." : error.Advice,
        };
    }

    public static PgTaskException HeaderMismatch(string path, string? found) => new(
        OwnErrors.Get(nameof(HeaderMismatch)),
        $"The file '{path}' has other columns than an export, or another delimiter: {found}")
    {
        Target = path,
    };

    public static PgTaskException AppendNotSupported(string path) => new(
        OwnErrors.Get(nameof(AppendNotSupported)),
        $"Nothing can be added to '{path}': a JSON array ends where it ends.")
    {
        Target = path,
    };

    public static PgTaskException CharacterNotEncodable(string path, Exception inner) => new(
        OwnErrors.Get(nameof(CharacterNotEncodable)), $"A task has a character that '{path}' cannot hold.", inner)
    {
        Target = path,
    };

    private static ErrorCategory GetCategory(Exception exception, ErrorCategory other) => exception switch
    {
        UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        _ => other,
    };

    private static string GetPlace(PgTaskInvalidRow row)
    {
        string place = row.Line is null ? "" : $"line {row.Line}";
        string column = row.Column is null ? "" : $"column {row.Column}";
        string value = row.Value is null ? "" : $"value '{Shorten(row.Value)}'";
        return string.Join(
            ", ", new[] { row.Path ?? "The input", place, column, value }.Where(part => part.Length > 0));
    }

    private static string Shorten(string value) => value.Length <= 200 ? value : value[..200] + "…";
}
