using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>The store into a CSV file.</summary>
internal sealed class ExportFile(Surroundings surroundings) : Comparison(surroundings)
{
    public override string Name => "export";

    public override string Work =>
        string.Create(CultureInfo.InvariantCulture, $"{Items:N0} tasks into a CSV file, all columns");

    public override long Items => Here.Options.Rows;

    public override IReadOnlyList<string> Cmdlets => ["Export-PgTask"];

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        await Here.FillAsync((int)Items);
        string csv = Path.Combine(Here.Directory, "export.csv");
        return
        [
            new("`Export-PgTask`", () => Here.Module.TimeAsync("param($p) $null = Export-PgTask $p -Force", csv)),
            PeerScript.Psql(
                Here, "psql `\\copy`", $"\\copy (select * from pgtasks.task order by id) to '{csv}' with (format csv, header)"),
        ];
    }
}
