using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace PgTasks.Tests.Import;

/// <summary>Files that are no files of tasks, or none that end.</summary>
public sealed class HostileFileTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private static readonly byte[] s_noText = [.. "caf"u8, 0xE9];

    public static TheoryData<PgTaskFileFormat, string, string> BadJson => new()
    {
        { PgTaskFileFormat.Json, "[\n{\"Title\":\"a\"},\n{\"Title\":\"b\",\"Data\":{\"k\":\"", "\"}},\n{\"Title\":\"c\"}]" },
        { PgTaskFileFormat.Json, "[\n{\"Title\":\"a\"},\n{\"Title\":\"", "\"},\n{\"Title\":\"c\"}]" },
        { PgTaskFileFormat.Json, "[\n{\"Title\":\"a\"},\n{\"Title\":\"b\",\"Data\":{\"", "\":1}},\n{\"Title\":\"c\"}]" },
        { PgTaskFileFormat.Json, "[\n{\"Title\":\"a\"},\n{\"", "\":\"b\"},\n{\"Title\":\"c\"}]" },
        { PgTaskFileFormat.JsonLines, "\n{\"Title\":\"a\"}\n{\"Title\":\"b\",\"", "\":1}\n{\"Title\":\"c\"}" },
        { PgTaskFileFormat.JsonLines, "\n{\"Title\":\"a\"}\n{\"Title\":\"b\",\"Data\":[\"", "\"]}\n{\"Title\":\"c\"}" },
    };

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task Bytes_that_are_no_text_make_one_row_invalid(PgTaskFileFormat format, string before, string after)
    {
        await fixture.ClearAsync();
        string path = fixture.CreatePath();
        await File.WriteAllBytesAsync(path, [.. Encoding.UTF8.GetBytes(before), .. s_noText, .. Encoding.UTF8.GetBytes(after)]);
        ImportRequest request = new() { File = path, Path = path, Format = format };
        AssertInvalid(await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(request)), path, 3);
        List<PgTaskException> invalid = [];
        Assert.Equal(new ImportCount(2, 1), await fixture.ImportAsync(request with { OnInvalid = invalid.Add }));
        AssertInvalid(Assert.Single(invalid), path, 3);
    }

    [Theory]
    [InlineData("[\n{\"Title\":\"a\"},\n{\"Title\" \"b\"}]", PgTaskFileFormat.Json)]
    [InlineData("[\n\n{\"\\ud800\":\"b\"}]", PgTaskFileFormat.Json)]
    [InlineData("{\"Title\":\"a\"}\n\n{\"Title\":}", PgTaskFileFormat.JsonLines)]
    public async Task Json_that_is_none_is_told_with_the_line_of_the_file_alone(string text, PgTaskFileFormat format)
    {
        ImportRequest request = fixture.Request(text, format);
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(request));
        AssertInvalid(error, request.Path!, 3);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PgTaskFileFormat.Csv, "Title\n", 'a')]
    [InlineData(PgTaskFileFormat.Csv, "Title\n\"", '\n')]
    [InlineData(PgTaskFileFormat.Json, "[", '[')]
    [InlineData(PgTaskFileFormat.Json, "[{\"Title\":\"", 'a')]
    [InlineData(PgTaskFileFormat.Json, "[{\"Data\":[0", '0')]
    [InlineData(PgTaskFileFormat.JsonLines, "{\"Title\":\"", 'a')]
    public async Task What_never_ends_is_an_invalid_row(PgTaskFileFormat format, string begin, char filling)
    {
        string path = fixture.CreatePath();
        await using (GZipStream file = new(File.Create(path), CompressionLevel.Fastest))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(begin));
            byte[] block = Encoding.UTF8.GetBytes(new string(filling, 1024 * 1024));
            for (int i = 0; i < 100; i++)
            {
                await file.WriteAsync(block);
            }
        }

        ImportRequest request = new() { File = path, Path = path, Format = format };
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(request));
        Assert.Equal("InvalidRow", error.ErrorId);
    }

    [Fact]
    public async Task A_million_columns_are_refused_and_some_thousands_are_not()
    {
        string GetCsv(int count) => $"Title{string.Concat(Enumerable.Range(0, count).Select(i => $",c{i}"))}\nt{new string(',', count)}\n";
        ImportRequest many = fixture.Request(GetCsv(1_000_000), PgTaskFileFormat.Csv) with { IgnoreUnknown = true };
        AssertInvalid(await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(many)), many.Path!, 1);
        ImportRequest some = fixture.Request(GetCsv(10_000), PgTaskFileFormat.Csv) with { IgnoreUnknown = true };
        Assert.Equal(1, (await fixture.ImportAsync(some)).Imported);
    }

    [Theory]
    [InlineData("w,")]
    [InlineData("\"w,\n\"\"\",")]
    public async Task A_row_of_millions_of_columns_is_an_invalid_row_and_those_after_it_are_read(string columns)
    {
        await fixture.ClearAsync();
        string title = $"\"{new string(',', 20_000)}\"";
        string wide = string.Concat(Enumerable.Repeat(columns, 4_000_000));
        long lines = 4_000_000 * columns.Count(letter => letter == '\n');
        List<PgTaskException> invalid = [];
        ImportRequest request = fixture.Request(
            $"Title,Project\n{title},a\n{wide}\n{title},b\nc,d,e\n", PgTaskFileFormat.Csv, invalid.Add);
        ImportCount count = await fixture.ImportAsync(request).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(new ImportCount(2, 2), count);
        AssertInvalid(invalid[0], request.Path!, 3);
        AssertInvalid(invalid[1], request.Path!, 5 + lines);
        Assert.True(((PgTaskInvalidRow)invalid[0].Target!).Value!.Length < 1_000_000);
        Assert.All(await fixture.GetAsync(), task => Assert.Equal(20_000, task.Title.Length));
    }

    [Theory]
    [InlineData(PgTaskFileFormat.Csv)]
    [InlineData(PgTaskFileFormat.Json)]
    [InlineData(PgTaskFileFormat.JsonLines)]
    public async Task A_device_is_no_file_of_tasks(PgTaskFileFormat format)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such device.");
        ImportRequest request = new() { File = "/dev/zero", Path = "/dev/zero", Format = format };
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(request));
        Assert.IsType<PgTaskInvalidRow>(error.Target);
    }

    [Theory]
    [InlineData(PgTaskFileFormat.Csv, "\ufeffTitle\npiped\n", false)]
    [InlineData(PgTaskFileFormat.Csv, "Title\npiped\n", true)]
    [InlineData(PgTaskFileFormat.JsonLines, "{\"Title\":\"piped\"}", false)]
    public async Task A_pipe_is_read_as_a_file_is(PgTaskFileFormat format, string text, bool isPacked)
    {
        await fixture.ClearAsync();
        string path = await CreatePipeAsync();
        Task writing = Task.Run(() =>
        {
            using FileStream pipe = new(path, FileMode.Open, FileAccess.Write);
            using Stream content = isPacked ? new GZipStream(pipe, CompressionLevel.Fastest) : pipe;
            foreach (byte one in Encoding.UTF8.GetBytes(text))
            {
                content.WriteByte(one);
                content.Flush();
            }
        });
        Assert.Equal(1, (await fixture.ImportAsync(new() { File = path, Path = path, Format = format })).Imported);
        await writing;
        Assert.Equal("piped", Assert.Single(await fixture.GetAsync()).Title);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Title\n")]
    [InlineData("Title\nx\n")]
    public async Task A_pipe_on_which_nothing_comes_can_be_stopped(string? before)
    {
        await fixture.ClearAsync();
        string path = await CreatePipeAsync();
        using CancellationTokenSource stop = new();
        ImportRequest request = new() { File = path, Path = path, Format = PgTaskFileFormat.Csv };
        Task import = Task.Run(() => fixture.Inner.Store.Files.ImportAsync(request, fixture.Inner.Caller, stop.Token));
        if (before is not null)
        {
            // Opens once the import waits for it.
            await using FileStream pipe = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await pipe.WriteAsync(Encoding.UTF8.GetBytes(before));
            await AssertStopsAsync(import, stop);
        }
        else
        {
            await AssertStopsAsync(import, stop);
        }

        Assert.Empty(await fixture.GetAsync());
    }

    private static async Task AssertStopsAsync(Task import, CancellationTokenSource stop)
    {
        Assert.False(import.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => import.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private static void AssertInvalid(PgTaskException error, string path, long line)
    {
        PgTaskInvalidRow row = Assert.IsType<PgTaskInvalidRow>(error.Target);
        Assert.Equal(("InvalidRow", path, line), (error.ErrorId, row.Path, row.Line));
    }

    private async Task<string> CreatePipeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        string path = fixture.CreatePath();
        using Process mkfifo = Process.Start("mkfifo", [path]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        return path;
    }
}
