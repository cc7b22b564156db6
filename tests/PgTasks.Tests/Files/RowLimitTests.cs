using PgTasks.Postgres.Import;

namespace PgTasks.Tests.Import;

/// <summary>What a row has beyond so many columns is left out, wherever the text is cut in reading.</summary>
public sealed class RowLimitTests
{
    private const int Limit = 3;
    private static readonly string[] s_fields = [
        "", "a", "bc", "5\" pipe", "d\"", "\"\"", "\"q\"", "\"a,b\"", "\",\"", "\"\n\"", "\"x\r\ny\"", "\"a\"\"\"", "\"\"\",\"", "\"\"\"\"\"\"",
        "\"\n,\n,\n,\n\""];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_row_keeps_its_first_columns(string newLine)
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            string[][] rows = [.. Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => random.GetItems(s_fields, random.Next(1, 3 * Limit)))
                .Prepend(["h"])];
            // Rows end with \r alone where the first one does.
            string all = string.Concat(rows.Select(row => string.Join(',', row) + newLine));
            string kept = string.Concat(rows.Select(row => row.Length <= Limit + 1
                ? string.Join(',', row) + newLine
                : string.Join(',', row[..(Limit + 1)]) + "," + newLine[^1]));
            long[] lines = [.. rows.Where(row => row.Length > Limit + 1)
                .Select(row => (long)string.Concat(row[(Limit + 1)..]).Count(letter => letter == '\n'))];
            RowLimit limited = new(new Chunks(all, random, newLine.Length + 2), ',', Limit);
            Assert.Equal(kept, Read(limited, random));
            Assert.Equal(lines, lines.Select(_ => limited.TakeLines()));
        }
    }

    private static string Read(TextReader reader, Random random)
    {
        List<char> all = [];
        char[] buffer = new char[20];
        while (true)
        {
            int start = random.Next(5);
            int count = reader.Read(buffer, start, buffer.Length - start);
            if (count == 0)
            {
                return string.Concat(all);
            }

            all.AddRange(buffer[start..(start + count)]);
        }
    }

    /// <summary>A text that comes in pieces.</summary>
    private sealed class Chunks(string text, Random random, int first) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            int size = Math.Min(Math.Min(text.Length - _at, count), _at == 0 ? first : random.Next(1, 8));
            text.CopyTo(_at, buffer, index, size);
            _at += size;
            return size;
        }
    }
}
