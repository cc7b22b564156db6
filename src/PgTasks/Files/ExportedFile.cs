using System.IO.Compression;
using System.Text;

namespace PgTasks;

/// <summary>What a file holds to which an export is to be added.</summary>
/// <param name="Header">Its first line; null where it is empty.</param>
/// <param name="EndsLine">Whether its last line has its end.</param>
/// <param name="Encoding">The encoding that its byte order mark tells, or else the one asked for.</param>
internal sealed record ExportedFile(string? Header, bool EndsLine, Encoding Encoding)
{
    /// <summary>Reads it.</summary>
    public static ExportedFile Read(string path, Encoding encoding, bool isPacked)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using Stream content = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(content, encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        StringBuilder header = new();
        int next;
        while ((next = reader.Read()) >= 0 && next != '\n')
        {
            header.Append((char)next);
        }

        bool endsLine = next == '\n';
        char[] buffer = new char[64 * 1024];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            endsLine = buffer[count - 1] == '\n';
        }

        bool isEmpty = next < 0 && header.Length == 0;
        return new ExportedFile(isEmpty ? null : header.ToString().TrimEnd('\r'), endsLine, reader.CurrentEncoding);
    }
}
