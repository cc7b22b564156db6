using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Tasks read, and changed through the pipeline.</summary>
internal abstract class ChangeMany(Surroundings surroundings) : Comparison(surroundings)
{
    public override string Work => string.Create(CultureInfo.InvariantCulture, $"{Items:N0} tasks, `{Script}`");

    public override long Items => Here.Options.Rows / 10;

    protected abstract string Script { get; }

    /// <summary>What bare Npgsql sets, in one UPDATE each 1,000.</summary>
    protected abstract string Assignments { get; }

    public override Task<IReadOnlyList<Contender>> PrepareAsync() => Task.FromResult<IReadOnlyList<Contender>>(
    [
        new($"`{Script}`", () => Here.Module.TimeAsync(Script)) { BeforeAsync = FillAsync },
        new("bare Npgsql: read them, one UPDATE with an id array each 1,000", () => Surroundings.TimeAsync(ChangeBareAsync))
        {
            BeforeAsync = FillAsync,
            Goal = Goal.Rate(0.5),
        },
    ]);

    private Task FillAsync() => Here.FillAsync((int)Items);

    private async Task ChangeBareAsync()
    {
        const int Batch = 1000;
        await using NpgsqlConnection writing = await Here.Bare.OpenConnectionAsync();
        await using NpgsqlCommand update = new($"UPDATE pgtasks.task SET {Assignments} WHERE id = ANY ($1)", writing);
        NpgsqlParameter<long[]> ids = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        update.Parameters.Add(ids);
        await using NpgsqlCommand read = Here.Bare.CreateCommand(
            $"SELECT {BareTask.Columns} FROM pgtasks.task t ORDER BY t.id");
        await using NpgsqlDataReader reader = await read.ExecuteReaderAsync();
        List<long> batch = new(Batch);
        while (await reader.ReadAsync())
        {
            batch.Add(BareTask.Read(reader).Id);
            if (batch.Count == Batch)
            {
                await SendAsync();
            }
        }

        await SendAsync();

        async Task SendAsync()
        {
            ids.TypedValue = [.. batch];
            await update.ExecuteNonQueryAsync();
            batch.Clear();
        }
    }
}

/// <summary>Get-PgTask | Complete-PgTask.</summary>
internal sealed class CompleteMany(Surroundings surroundings) : ChangeMany(surroundings)
{
    public override string Name => "complete";

    protected override string Script => "Get-PgTask | Complete-PgTask";

    protected override string Assignments =>
        "status = 'completed', completed_at = now(), updated_at = now(), worker_id = NULL";
}

/// <summary>Get-PgTask | Set-PgTask.</summary>
internal sealed class SetMany(Surroundings surroundings) : ChangeMany(surroundings)
{
    public override string Name => "set";

    public override IReadOnlyList<string> Cmdlets => ["Set-PgTask"];

    protected override string Script => "Get-PgTask | Set-PgTask -Priority Low";

    protected override string Assignments => "priority = 'low', updated_at = now()";
}
