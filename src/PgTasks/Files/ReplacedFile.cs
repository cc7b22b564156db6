using System.IO.Compression;
using System.Text;

namespace PgTasks;

/// <summary>
/// A file that is written beside the one that it is to be, and takes its place once it is whole. Until then, and if it
/// never comes to that, the other stays as it is.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private StreamWriter? _text;

    /// <param name="path">The file to write; a link stays and its target is written.</param>
    /// <param name="isPacked">Whether to pack it by gzip.</param>
    /// <param name="append">Whether it begins with what is there.</param>
    public ReplacedFile(string path, bool isPacked = false, bool append = false)
    {
        FileInfo file = new(path);
        _target = (file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName) ?? path;
        _temporary = Path.Combine(
            Path.GetDirectoryName(_target)!, $".{Path.GetFileName(_target)}.{Path.GetRandomFileName()}");
        if (append)
        {
            File.Copy(_target, _temporary);
        }

        FileStream temporary = new(_temporary, append ? FileMode.Append : FileMode.CreateNew, FileAccess.Write);
        Content = isPacked ? new GZipStream(temporary, CompressionLevel.Fastest) : temporary;
    }

    /// <summary>Where bytes go.</summary>
    public Stream Content { get; }

    /// <summary>Begins to write it as text.</summary>
    /// <param name="encoding">The text's encoding. A character that it lacks throws.</param>
    /// <param name="isBegun">Whether there is text before it, and so no byte order mark to write.</param>
    public StreamWriter OpenText(Encoding encoding, bool isBegun)
    {
        if (!isBegun)
        {
            Content.Write(encoding.Preamble);
        }

        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        Encoding strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return _text = new StreamWriter(
            encoding is UTF8Encoding ? Content : Encoding.CreateTranscodingStream(Content, strict, utf8),
            utf8,
            64 * 1024);
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="IOException">One is there.</exception>
    public void Commit(bool overwrite)
    {
        _text?.Dispose();
        Content.Dispose();
        if (!OperatingSystem.IsWindows() && File.Exists(_target))
        {
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_target));
        }

        File.Move(_temporary, _target, overwrite);
    }

    /// <summary>Removes it unless it is in its place.</summary>
    public void Dispose()
    {
        try
        {
            Content.Dispose();
        }
        catch (IOException)
        {
            // The disk is full; the error that told is on its way.
        }

        File.Delete(_temporary);
    }
}
