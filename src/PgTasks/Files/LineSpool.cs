using System.Text;

namespace PgTasks;

/// <summary>Lines kept in a temporary file until they are read; the file goes with this object.</summary>
internal sealed class LineSpool : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly StreamWriter _writer;

    /// <summary>An empty one.</summary>
    public LineSpool() => _writer = new StreamWriter(
        _path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

    /// <summary>Adds a line.</summary>
    /// <exception cref="EncoderFallbackException">It holds half of a surrogate pair.</exception>
    public void Write(string line) => _writer.Write(line + "\n");

    /// <summary>Ends the writing; the file's path.</summary>
    public string Complete()
    {
        _writer.Dispose();
        return _path;
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_path);
    }
}
