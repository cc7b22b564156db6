using System.Text;

namespace PgTasks;

/// <summary>A file to import, and how.</summary>
internal sealed record ImportRequest
{
    /// <summary>The file to read.</summary>
    public required string File { get; init; }

    /// <summary>What errors call it; null for lines from the pipeline.</summary>
    public string? Path { get; init; }

    public required PgTaskFileFormat Format { get; init; }
    public char Delimiter { get; init; } = ',';

    /// <summary>How the text is encoded, unless it begins with a byte order mark.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>Whether columns of unknown names are left out, else they are an error.</summary>
    public bool IgnoreUnknown { get; init; }

    /// <summary>Takes the error of a row that is left out, on any thread; null: the first such error ends it.</summary>
    public Action<PgTaskException>? OnInvalid { get; init; }

    /// <summary>Counts while it goes on.</summary>
    public TransferProgress Progress { get; init; } = new();
}
