namespace PgTasks.Postgres.Import;

/// <summary>A text whose first line may not hold more than so many delimiters: reading columns takes their square.</summary>
internal sealed class HeaderLimit(TextReader text, char delimiter, int limit, Func<PgTaskException> refuse) : TextReader
{
    private int _left = limit;
    private bool _passed;

    /// <inheritdoc/>
    public override int Peek() => text.Peek();

    /// <inheritdoc/>
    public override int Read()
    {
        int next = text.Read();
        Check(next < 0 ? [] : [(char)next]);
        return next;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        int read = text.Read(buffer, index, count);
        Check(buffer.AsSpan(index, read));
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => text.Dispose();

    private void Check(ReadOnlySpan<char> chars)
    {
        if (_passed)
        {
            return;
        }

        int end = chars.IndexOf('\n');
        _passed = end >= 0;
        _left -= (end < 0 ? chars : chars[..end]).Count(delimiter);
        if (_left < 0)
        {
            throw refuse();
        }
    }
}
