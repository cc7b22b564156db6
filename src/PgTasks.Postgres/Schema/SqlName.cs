using System.Text;

namespace PgTasks.Postgres;

/// <summary>A name in the database, in any letters: what SQL has to hold of it is <see cref="Quoted"/>.</summary>
internal readonly record struct SqlName(string Name)
{
    private const int MaxBytes = 63;

    /// <summary>As SQL writes it, with quotes.</summary>
    public string Quoted => '"' + Name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>
    /// The name of a store's schema. A server would cut a longer one, and then find no store by the whole of it.
    /// </summary>
    /// <exception cref="PgTaskException">UnusableSchemaName.</exception>
    public static SqlName OfSchema(string name) =>
        IsWhole(name) ? new SqlName(name) : throw StoreErrors.UnusableSchemaName(name);

    /// <summary>The name of a channel. A server would cut a longer one, and hear of nothing on the whole of it.</summary>
    /// <exception cref="PgTaskException">UnusableChannelName.</exception>
    public static SqlName OfChannel(string name) =>
        IsWhole(name) ? new SqlName(name) : throw NotificationErrors.UnusableChannelName(name);

    /// <inheritdoc/>
    public override string ToString() => Quoted;

    private static bool IsWhole(string name)
    {
        try
        {
            UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal) && strict.GetByteCount(name) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
