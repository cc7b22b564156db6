namespace PgTasks;

/// <summary>How a file of tasks is written: as the user says, else as the file's name says.</summary>
internal sealed record FileFormat(PgTaskFileFormat Kind, char Delimiter, bool IsPacked)
{
    private const string PackedExtension = ".gz";

    /// <summary>The format of a file.</summary>
    /// <param name="path">Its name; null for lines of the pipeline.</param>
    /// <param name="kind">What the user says, or null.</param>
    /// <param name="delimiter">What the user says stands between the values, or null.</param>
    /// <exception cref="PgTaskException">UnknownFormat, FormatMissing.</exception>
    public static FileFormat Of(string? path, PgTaskFileFormat? kind, char? delimiter)
    {
        bool isPacked = path is not null && path.EndsWith(PackedExtension, StringComparison.OrdinalIgnoreCase);
        string extension =
            Path.GetExtension(isPacked ? path![..^PackedExtension.Length] : path)?.ToLowerInvariant() ?? "";
        PgTaskFileFormat found = kind ?? extension switch
        {
            ".csv" or ".tsv" => PgTaskFileFormat.Csv,
            ".json" => PgTaskFileFormat.Json,
            ".jsonl" or ".ndjson" => PgTaskFileFormat.JsonLines,
            _ => throw (path is null ? FileErrors.FormatMissing() : FileErrors.UnknownFormat(path)),
        };
        return new FileFormat(found, delimiter ?? (extension == ".tsv" ? '\t' : ','), isPacked);
    }
}
