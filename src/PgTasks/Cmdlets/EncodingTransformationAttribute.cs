using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PgTasks;

/// <summary>Lets an encoding's name, as PowerShell or .NET has it, or its code page stand for the encoding.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>The names that PowerShell gives to encodings.</summary>
    internal static IReadOnlyList<string> Names { get; } = [
        "ascii", "ansi", "bigendianunicode", "bigendianutf32", "latin1", "oem", "unicode", "utf32", "utf8", "utf8BOM",
        "utf8NoBOM"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return bare switch
            {
                string name => Find(name),
                int codePage => GetCodePage(codePage),
                _ => bare,
            };
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{bare}' is no encoding. Use one of {string.Join(", ", Names)}, or a name or code page of .NET.",
                exception);
        }
    }

    private static Encoding Find(string name) => name.ToUpperInvariant() switch
    {
        "UTF8" or "UTF8NOBOM" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        "UTF8BOM" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        "UNICODE" => Encoding.Unicode,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "ANSI" => GetCodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "OEM" => GetCodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
        _ => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage)
            ? GetCodePage(codePage)
            : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name),
    };

    private static Encoding GetCodePage(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
}
