using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Objects as from a CSV into a table.</summary>
internal sealed class CopyObjects(Surroundings surroundings) : Comparison(surroundings)
{
    public override string Name => "copy";

    public override string Work =>
        string.Create(CultureInfo.InvariantCulture, $"{Items:N0} objects with five string properties, copied into a table");

    public override long Items => Here.Options.Rows / 10;

    public override IReadOnlyList<string> Cmdlets => ["Copy-PgTaskTable"];

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        string csv = Path.Combine(Here.Directory, "copy.csv");
        Rows.WriteCsv(csv, (int)Items);
        PSObject[] objects = [.. Enumerable.Range(0, (int)Items).Select(Rows.MakeObject)];
        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            new("`$objects | Copy-PgTaskTable`", () => Here.Module.TimeAsync(
                "param($objects) if (($objects | Copy-PgTaskTable peer.task) -ne $objects.Count) { throw 'rows are missing' }",
                [objects]))
            {
                BeforeAsync = Here.EmptyAsync,
            },
            PeerScript.Python(
                Here, "psycopg 3 `copy.write_row` of rows in memory", "psycopg, psycopg_pool", "psycopg3_copy_rows.py", csv) with
            {
                BeforeAsync = Here.EmptyAsync,
            },
        ]);
    }
}
