using System.Globalization;
using System.Management.Automation;
using Npgsql;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>One call for each task.</summary>
internal sealed class AddOneByOne(Surroundings surroundings) : Comparison(surroundings)
{
    private readonly string[][] _rows = [.. Enumerable.Range(0, surroundings.Options.Rows / 500).Select(Rows.Make)];

    public override string Name => "one";

    public override string Work => string.Create(CultureInfo.InvariantCulture, $"{Items:N0} tasks added, one call each");

    public override long Items => _rows.Length;

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        PSObject[] objects = [.. Enumerable.Range(0, (int)Items).Select(Rows.MakeObject)];
        NpgsqlConnection open = Here.Bare.OpenConnection();
        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            new("`Add-PgTask`, a call each", () => Here.Module.TimeAsync(
                "param($rows) foreach ($r in $rows) { $null = Add-PgTask $r.Title $r.Description -Priority High }", [objects]))
            {
                BeforeAsync = Here.EmptyAsync,
            },
            new("bare Npgsql, the same INSERT, pooled", () => Surroundings.TimeAsync(AddBareAsync))
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Time(1.2),
            },
            new("SimplySql-like: one open connection, one statement a call", () => Here.Module.TimeAsync(
                """
                param($rows, $connection)
                foreach ($r in $rows) {
                    $null = Invoke-PlainSql -Connection $connection -Query @'
                        INSERT INTO pgtasks.task AS t (title, description, priority)
                        VALUES (@title, @description, @priority::pgtasks.task_priority)
                        RETURNING t.id, t.title, t.description, t.priority::text, t.status::text, t.created_at, t.updated_at
                '@ -Parameters @{ title = $r.Title; description = $r.Description; priority = 'high' }
                }
                """, objects, open))
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(1),
            },
        ]);
    }

    private async Task AddBareAsync()
    {
        foreach (string[] row in _rows)
        {
            await using NpgsqlConnection connection = await Here.Bare.OpenConnectionAsync();
            await using NpgsqlCommand command = new(
                $"""
                INSERT INTO pgtasks.task AS t (title, description, priority)
                VALUES ($1, $2, $3::pgtasks.task_priority)
                RETURNING {BareTask.Columns}
                """,
                connection)
            {
                Parameters = { new() { Value = row[0] }, new() { Value = row[1] }, new() { Value = "high" } },
            };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            BareTask.Read(reader);
        }
    }
}
