using System.IO.Compression;
using System.Text;
using CsCheck;

namespace PgTasks.Tests.Import;

public sealed class RoundTripTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private static readonly Gen<string> s_text = Gen.Select(
        Gen.OneOf(
            Gen.OneOf(
                "", ",", ";", "\t", "\"", "\"\"", "'", "\n", "\r\n", "\r", " ", "\\", "{", "}", "NULL", "\\N", "#", "🐘",
                "é\u0301", "\u202e", "\u0085", "[", "=1+1", "\ufeff", "\u0001", "\u007f"),
            Gen.Char['a', 'z'].Select(letter => letter.ToString()),
            Gen.Char['\u0001', '\ud7ff'].Select(letter => letter.ToString()))
        .Array[0, 8],
        string.Concat);

    private static readonly Gen<string?> s_optionalText =
        Gen.OneOf(Gen.Const((string?)null), s_text.Select(text => (string?)("p" + text)));

    private static readonly Gen<DateTime> s_time = Gen.OneOf(
        Gen.OneOf(DateTime.MinValue, DateTime.MaxValue),
        Gen.Long[TimeSpan.TicksPerDay * 2, DateTime.MaxValue.Ticks - (TimeSpan.TicksPerDay * 2)]
            .Select(ticks => new DateTime(ticks / 10 * 10, DateTimeKind.Utc).ToLocalTime()));

    private static readonly Gen<DateTime?> s_optionalTime =
        Gen.OneOf(Gen.Const((DateTime?)null), s_time.Select(time => (DateTime?)time));

    // As jsonb writes them, so that they can be compared.
    private static readonly Gen<string?> s_json = Gen.OneOf(
        null, "1", "-12345678901234567890.123456789", "true", "\"text, \\\"quoted\\\"\\n\"", "[]", "{}",
        """{"a": [1, {"b": null}], "ключ": "🐘 \\ /"}""", """["x", "y"]""", "\"\"");

    private static readonly Gen<PgTask> s_task =
        from title in s_text
        from description in s_text
        from status in Gen.Enum<PgTaskStatus>()
        from priority in Gen.Enum<PgTaskPriority>()
        from project in s_optionalText
        from tags in s_text.Array[0, 3]
        from times in s_optionalTime.Array[4]
        from stamps in s_time.Array[2]
        from json in s_json
        from attempts in Gen.Int[0, int.MaxValue]
        from lastError in s_optionalText
        from assignedTo in s_optionalText
        from people in s_text.Array[2]
        from allDay in Gen.Bool
        from result in s_json
        from serial in s_optionalText
        select new PgTask
        {
            Title = "t" + title,
            Description = description,
            Status = status,
            Priority = priority,
            Project = project,
            Tags = TagText.Tidy(tags),
            Due = IsDay(allDay, times[0]) ? DateTime.SpecifyKind(times[0]!.Value.Date, DateTimeKind.Local) : times[0],
            AllDay = IsDay(allDay, times[0]),
            AssignedTo = assignedTo,
            CreatedBy = "c" + people[0],
            UpdatedBy = "u" + people[1],
            CreatedAt = stamps[0],
            UpdatedAt = stamps[1],
            StartedAt = times[1],
            CompletedAt = times[2],
            NotBefore = times[3],
            DataJson = json,
            Attempts = attempts,
            MaxAttempts = Math.Max(1, attempts),
            LastError = lastError,
            // One at a time of a serial is running.
            Serial = status == PgTaskStatus.Running ? null : serial,
            ResultJson = result,
        };

    [Theory]
    [InlineData(PgTaskFileFormat.Csv, "utf-8", ',')]
    [InlineData(PgTaskFileFormat.Csv, "utf-16", ';')]
    [InlineData(PgTaskFileFormat.Json, "utf-8", ',')]
    [InlineData(PgTaskFileFormat.JsonLines, "utf-16", ',')]
    public async Task A_file_of_any_tasks_gives_the_same_tasks(PgTaskFileFormat format, string encoding, char delimiter)
    {
        Encoding asked = encoding == "utf-8" ? new UTF8Encoding(false) : Encoding.GetEncoding(encoding);
        await s_task.Array[0, 20].SampleAsync(
            async tasks =>
            {
                await fixture.ClearAsync();
                string path = Write(tasks, format, asked, delimiter);
                ImportCount count = await fixture.ImportAsync(new ImportRequest
                {
                    File = path,
                    Path = path,
                    Format = format,
                    Delimiter = delimiter,
                    Encoding = asked,
                });
                Assert.Equal(new ImportCount(tasks.Length, 0), count);
                Assert.Equal(tasks.Select(Describe), (await fixture.GetAsync()).Select(Describe));
            },
            iter: 40,
            threads: 1);
    }

    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    [InlineData('e')]
    [InlineData('-')]
    [InlineData('\u00a7')]
    public async Task What_comes_from_the_server_is_the_same_file(char delimiter) => await s_task.Array[0, 20].SampleAsync(
        async tasks =>
        {
            await fixture.ClearAsync();
            string path = Write(tasks, PgTaskFileFormat.Csv, new UTF8Encoding(false), ',');
            await fixture.ImportAsync(new ImportRequest { File = path, Path = path, Format = PgTaskFileFormat.Csv });
            await fixture.Inner.ExecuteAsync("""
                INSERT INTO pgtasks.worker (holder, lease_until) VALUES (' me', '9999-12-31 23:59:59Z'), ('', 'infinity');
                INSERT INTO pgtasks.task (title, description, tags, due, not_before, status, worker_id, data)
                SELECT 'far', E'\u3000 ends', '{NULL,"",a}'::text[], '20000-01-01Z'::timestamptz, '0044-03-15 BC'::timestamptz,
                    'running'::pgtasks.task_status, max(w.id) - 1, 'null'::jsonb FROM pgtasks.worker w
                UNION ALL
                SELECT repeat('long ', 40000), '', '{}', '0001-01-01Z', '-infinity', 'running', max(w.id), NULL
                FROM pgtasks.worker w
                """);
            string expected = Write(await fixture.GetAsync(), PgTaskFileFormat.Csv, new UTF8Encoding(false), delimiter);
            using MemoryStream rows = new(Encoding.UTF8.GetBytes(CsvTaskWriter.GetHeader(delimiter) + "\n"));
            using MemoryStream written = new();
            rows.CopyTo(written);
            long count = await fixture.Inner.Store.Files.ExportAsync(
                TaskFilter.Everything, delimiter, written, new TransferProgress(), fixture.Inner.Caller, CancellationToken.None);
            Assert.Equal(tasks.Length + 2, count);
            Assert.Equal(Read(expected), Encoding.UTF8.GetString(written.ToArray()));
        },
        iter: 30,
        threads: 1);

    private static string Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        bool isPacked = file.ReadByte() == 0x1F;
        file.Position = 0;
        using StreamReader reader = new(isPacked ? new GZipStream(file, CompressionMode.Decompress) : file);
        return reader.ReadToEnd();
    }

    private string Write(PgTask[] tasks, PgTaskFileFormat format, Encoding encoding, char delimiter)
    {
        string path = fixture.CreatePath();
        using ReplacedFile file = new(path, isPacked: tasks.Length % 2 == 0);
        TaskFileWriter writer = TaskFileWriter.Create(
            file.OpenText(encoding, isBegun: false), format, delimiter, isUnicode: true);
        writer.Begin();
        foreach (PgTask task in tasks)
        {
            writer.Write(task);
        }

        writer.End();
        file.Commit(overwrite: false);
        return path;
    }

    private static bool IsDay(bool asked, DateTime? due) =>
        asked && due is { } time && time != DateTime.MinValue && time != DateTime.MaxValue;

    private static string Describe(PgTask task) => string.Join(
        '|', task.Title, task.Description, task.Status, task.Priority, task.Project ?? "NULL",
        string.Join('¦', task.Tags), task.Due?.Ticks, task.AllDay, task.CreatedAt.Ticks, task.UpdatedAt.Ticks, task.StartedAt?.Ticks,
        task.CompletedAt?.Ticks, task.NotBefore?.Ticks, task.DataJson, task.Attempts, task.MaxAttempts,
        task.LastError ?? "NULL", task.AssignedTo ?? "NULL", task.CreatedBy, task.UpdatedBy, task.Serial ?? "NULL",
        task.ResultJson);
}
