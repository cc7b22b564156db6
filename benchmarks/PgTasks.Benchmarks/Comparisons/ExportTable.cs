using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Any table into a CSV file, as the server writes it.</summary>
internal sealed class ExportTable(Surroundings surroundings) : Comparison(surroundings)
{
    public override string Name => "exporttable";

    public override string Work =>
        string.Create(CultureInfo.InvariantCulture, $"a table of {Items:N0} rows into a CSV file, all columns");

    public override long Items => Here.Options.Rows;

    public override IReadOnlyList<string> Cmdlets => ["Export-PgTaskTable"];

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        await Here.FillAsync((int)Items);
        string csv = Path.Combine(Here.Directory, "table.csv");
        return
        [
            new("`Export-PgTaskTable`", () => Here.Module.TimeAsync("param($p) $null = Export-PgTaskTable pgtasks.task $p -Force", csv)),
            PeerScript.Psql(Here, "psql `\\copy`", $"\\copy pgtasks.task to '{csv}' with (format csv, header)") with
            {
                Goal = Goal.Rate(0.9),
            },
        ];
    }
}
