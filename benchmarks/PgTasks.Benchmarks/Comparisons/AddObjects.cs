using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Objects as from a CSV into Add-PgTask, its results kept.</summary>
internal sealed class AddObjects(Surroundings surroundings) : Comparison(surroundings)
{
    public override string Name => "add";

    public override string Work =>
        string.Create(CultureInfo.InvariantCulture, $"{Items:N0} objects with five string properties, stored, results kept");

    public override long Items => Here.Options.Rows / 10;

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        string csv = Path.Combine(Here.Directory, "add.csv");
        Rows.WriteCsv(csv, (int)Items);
        PSObject[] objects = [.. Enumerable.Range(0, (int)Items).Select(Rows.MakeObject)];
        Contender Pipe(string name, string cmdlet) => new(name, () => Here.Module.TimeAsync(
            $"param($objects) $kept = $objects | {cmdlet}; if ($kept.Count -ne $objects.Count) {{ throw 'rows are missing' }}",
            [objects]))
        {
            BeforeAsync = Here.EmptyAsync,
        };
        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            Pipe("`$objects | Add-PgTask`", "Add-PgTask"),
            Pipe("empty cmdlet, these five parameters", "Add-Nothing") with { Goal = Goal.Rate(0.75) },
            Pipe("empty cmdlet that reads the five properties itself", "Add-NothingByObject"),
            PeerScript.Python(
                Here, "psycopg2 `execute_values(…, fetch=True)`, ids back", "psycopg2", "psycopg2_add.py", csv) with
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(2),
            },
            PeerScript.Python(
                Here, "psycopg 3 `executemany(returning=True)`, ids back", "psycopg, psycopg_pool", "psycopg3_add.py", csv) with
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(7),
            },
        ]);
    }
}
