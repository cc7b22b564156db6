using System.Text;
using PgTasks.Tests.Store;

namespace PgTasks.Tests.Import;

/// <summary>A store, and a directory for the files to import into it.</summary>
public sealed class ImportFixture(TestServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pgtasks-import-");

    /// <summary>The store.</summary>
    public StoreFixture Inner { get; } = new(server);

    /// <summary>Connects.</summary>
    public ValueTask InitializeAsync() => Inner.InitializeAsync();

    /// <summary>Closes the store, and removes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Empties the store.</summary>
    public Task ClearAsync() => Inner.ExecuteAsync("TRUNCATE pgtasks.task");

    internal string CreatePath() => Path.Combine(_directory.FullName, Path.GetRandomFileName());

    internal ImportRequest Request(string content, PgTaskFileFormat format, Action<PgTaskException>? onInvalid = null)
    {
        string path = CreatePath();
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return new ImportRequest { File = path, Path = path, Format = format, OnInvalid = onInvalid };
    }

    internal Task<ImportCount> ImportAsync(ImportRequest request, StoreTransaction? transaction = null) =>
        Inner.Store.Files.ImportAsync(request, Inner.Caller with { Transaction = transaction }, CancellationToken.None);

    internal async Task<PgTask[]> GetAsync()
    {
        List<PgTask> tasks = [];
        await foreach (PgTask task in Inner.Store.Tasks.GetAsync(TaskFilter.Everything, Inner.Caller, CancellationToken.None))
        {
            tasks.Add(task);
        }

        return [.. tasks];
    }
}
