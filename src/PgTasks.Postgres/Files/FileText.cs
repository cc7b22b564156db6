using System.IO.Compression;
using System.Text;

namespace PgTasks.Postgres.Import;

/// <summary>
/// The content of a file: unpacked where it is gzip, and in the encoding that its byte order mark tells.
/// </summary>
internal sealed class FileText : IDisposable
{
    /// <summary>Stands for bytes that are no character: noncharacters that no text holds in this order.</summary>
    public const string UndecodableMark = "\uFFFF\uFDD0";

    private const int BufferSize = 128 * 1024;
    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly Encoding _encoding;

    private FileText(FileStream file, Encoding encoding)
    {
        _file = file;
        Span<byte> head = stackalloc byte[4];
        bool isPacked = Peek(file, head[..2]) == 2 && head[0] == 0x1F && head[1] == 0x8B;
        _content = Unpack(isPacked);
        int count = Peek(_content, head);
        if (isPacked)
        {
            file.Position = 0;
            _content = Unpack(isPacked);
        }

        (Encoding marked, int mark) = FindMark(head[..count], encoding);
        _encoding = marked;
        _content.ReadExactly(head[..mark]);
    }

    /// <summary>The bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>How many of them have been read.</summary>
    public long Position => _file.Position;

    /// <exception cref="PgTaskException">FileNotReadable.</exception>
    public static FileText Open(ImportRequest request)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(
                request.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize,
                FileOptions.SequentialScan);
            return new FileText(file, request.Encoding);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            file?.Dispose();
            throw FileErrors.FileNotReadable(request.Path ?? request.File, exception);
        }
    }

    /// <summary>The text; bytes that are no character come out as <see cref="UndecodableMark"/>.</summary>
    public TextReader OpenText()
    {
        Encoding marking = (Encoding)_encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(UndecodableMark);
        return new StreamReader(_content, marking, detectEncodingFromByteOrderMarks: false, BufferSize);
    }

    /// <summary>The text as UTF-8.</summary>
    public Stream OpenUtf8() => _encoding is UTF8Encoding
        ? _content
        : Encoding.CreateTranscodingStream(_content, _encoding, new UTF8Encoding(false, true));

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private Stream Unpack(bool isPacked) =>
        isPacked ? new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true) : _file;

    private static int Peek(Stream stream, Span<byte> head)
    {
        int count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        return count;
    }

    private static (Encoding Encoding, int Mark) FindMark(ReadOnlySpan<byte> head, Encoding encoding) => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF] => (new UTF32Encoding(bigEndian: true, byteOrderMark: true), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (encoding, 0),
    };
}
