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
    private readonly HeadStream _file;
    private readonly HeadStream _content;
    private readonly Encoding _encoding;

    private FileText(FileStream file, Encoding encoding)
    {
        Length = file.CanSeek ? file.Length : 0;
        _file = new HeadStream(file);
        bool isPacked = _file.Peek(2) is [0x1F, 0x8B];
        _content = new HeadStream(isPacked ? new GZipStream(_file, CompressionMode.Decompress) : _file);
        (_encoding, int mark) = FindMark(_content.Peek(4), encoding);
        _content.ReadExactly(new byte[mark]);
    }

    /// <summary>The bytes of the file; 0 of a pipe, whose end nobody knows.</summary>
    public long Length { get; }

    /// <summary>How many of them have been read.</summary>
    public long Position => _file.Position;

    /// <exception cref="PgTaskException">FileNotReadable.</exception>
    public static async Task<FileText> OpenAsync(ImportRequest request, CancellationToken stop)
    {
        // A pipe opens once somebody writes to it, and its first bytes come when they come.
        Task<FileText> opening = Task.Run(() => Open(request), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = opening.ContinueWith(
                opened => opened.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            EndWaiting(request.File);
            throw;
        }
    }

    private static FileText Open(ImportRequest request)
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

    /// <summary>Opens a pipe that waits for a writer, and writes nothing: what reads it has come to its end.</summary>
    private static void EndWaiting(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Task.Run(() =>
            {
                using FileStream writer = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            });
        }
    }

    /// <summary>The text; bytes that are no character come out as <see cref="UndecodableMark"/>.</summary>
    public TextReader OpenText() =>
        new StreamReader(_content, GetMarking(), detectEncodingFromByteOrderMarks: false, BufferSize);

    /// <summary>The text as UTF-8. Bytes that are no character are the mark, or what they are where it is UTF-8 itself.</summary>
    public Stream OpenUtf8() => _encoding is UTF8Encoding
        ? _content
        : Encoding.CreateTranscodingStream(_content, GetMarking(), new UTF8Encoding(false, true));

    public void Dispose() => _content.Dispose();

    private Encoding GetMarking()
    {
        Encoding marking = (Encoding)_encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(UndecodableMark);
        return marking;
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
