using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>All tasks, read to nothing.</summary>
internal sealed class ReadAll(Surroundings surroundings) : Comparison(surroundings)
{
    private const double MaxMegabytes = 60;
    private const int MemoryRuns = 3;

    public override string Name => "get";

    public override string Work => string.Create(CultureInfo.InvariantCulture, $"{Items:N0} tasks read to `$null`");

    public override long Items => Here.Options.Rows;

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        await Here.FillAsync((int)Items);
        return
        [
            new("`Get-PgTask > $null`", () => Here.Module.TimeAsync("Get-PgTask > $null")),
            new("bare Npgsql, async, streamed into the same class", () => Surroundings.TimeAsync(ReadBareAsync))
            {
                Goal = Goal.Rate(0.9),
            },
            PeerScript.Python(
                Here, "psycopg2 server-side cursor, streamed", "psycopg2", "psycopg2_get.py") with { Goal = Goal.Rate(1) },
            PeerScript.Python(
                Here, "psycopg 3 `dict_row`, `fetchall`", "psycopg, psycopg_pool", "psycopg3_get.py") with { Goal = Goal.Rate(7) },
        ];
    }

    public override async Task<IReadOnlyList<string>> GetNotesAsync()
    {
        // As many again by ten: memory that grows with the rows shows.
        int rows = Here.Options.Rows * 10;
        await Here.FillAsync(rows);
        List<double> megabytes = [];
        for (int run = 0; run < MemoryRuns; run++)
        {
            string output = await PeerScript.RunAsync(
                Here, Environment.ProcessPath!, ["memory", Here.Root, Here.BareConnectionString]);
            megabytes.Add(JsonDocument.Parse(output).RootElement.GetProperty("megabytes").GetDouble());
        }

        double median = Measurement.MedianOf(megabytes);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"""
                Working set of a fresh process above its start (module imported, connected, one task read) at its peak while {rows:N0} tasks are read: {median:0} MB ({megabytes.Min():0}–{megabytes.Max():0}); goal ≤ {MaxMegabytes:0} MB: {(median <= MaxMegabytes ? "met" : "missed")}.
                """),
        ];
    }

    private async Task ReadBareAsync()
    {
        await using NpgsqlCommand command = Here.Bare.CreateCommand(
            $"SELECT {BareTask.Columns} FROM pgtasks.task t ORDER BY t.id");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            BareTask.Read(reader);
        }
    }
}
