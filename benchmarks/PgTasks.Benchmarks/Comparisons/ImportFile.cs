using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>A CSV file into the store.</summary>
internal sealed class ImportFile(Surroundings surroundings) : Comparison(surroundings)
{
    private const string Columns = "title, description, priority, project, due";

    public override string Name => "import";

    public override string Work => string.Create(CultureInfo.InvariantCulture, $"a CSV file of {Items:N0} lines, loaded");

    public override long Items => Here.Options.Rows;

    public override IReadOnlyList<string> Cmdlets => ["Import-PgTask"];

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        string csv = Path.Combine(Here.Directory, "import.csv");
        Rows.WriteCsv(csv, (int)Items);
        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            new("`Import-PgTask`", () => Here.Module.TimeAsync("param($p) $null = Import-PgTask $p", csv))
            {
                BeforeAsync = Here.EmptyAsync,
            },
            PeerScript.Psql(Here, "psql `\\copy`", $"\\copy peer.task ({Columns}) from '{csv}' with (format csv, header)") with
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(1.2),
            },
            PeerScript.Python(Here, "psycopg2 `copy_expert` of the raw file", "psycopg2", "psycopg2_copy.py", csv) with
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(1.2),
            },
            PeerScript.Python(
                Here, "psycopg 3, `csv` into `copy.write_row`", "psycopg, psycopg_pool", "psycopg3_copy.py", csv) with
            {
                BeforeAsync = Here.EmptyAsync,
                Goal = Goal.Rate(2),
            },
        ]);
    }
}
