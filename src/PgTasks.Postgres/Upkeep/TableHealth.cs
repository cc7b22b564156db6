using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>What is said of a store's tables, as <see cref="HealthStatements.Tables"/> gives them.</summary>
internal static class TableHealth
{
    public const string DeadRows = nameof(DeadRows);
    public const string Statistics = nameof(Statistics);

    // A table of some thousand rows is read as fast with as many dead ones.
    private const long ManyRows = 10_000;

    // Beyond what autovacuum waits for with PostgreSQL's own settings, which is a fifth.
    private const double LargeShare = 0.25;

    /// <summary>Judges them.</summary>
    public static IEnumerable<PgTaskStoreCheck> Judge(IReadOnlyList<object?[]> rows) =>
        Judge([.. rows.Select(row => new Table(row))]);

    private static IEnumerable<PgTaskStoreCheck> Judge(Table[] tables)
    {
        Table[] dead = Array.FindAll(tables, table => table.Dead >= ManyRows && table.DeadShare >= LargeShare);
        foreach (Table table in dead)
        {
            yield return new PgTaskStoreCheck
            {
                Name = DeadRows,
                Status = PgTaskCheckStatus.Warning,
                Value = table.Dead,
                Target = table.Name,
                Detail = Tell(table),
                Advice = $"Run VACUUM (ANALYZE) {table.Name}. If they stay, see Snapshots for who still needs them; if they "
                    + "come back, let autovacuum run sooner (autovacuum_vacuum_scale_factor) and faster (autovacuum_vacuum_cost_delay).",
            };
        }

        if (dead.Length == 0)
        {
            yield return new PgTaskStoreCheck
            {
                Name = DeadRows,
                Value = tables.Sum(table => table.Dead),
                Detail = tables.Length == 0 ? "There are no tables." : Tell(tables.MaxBy(table => table.Dead)!),
            };
        }

        Table[] unknown = Array.FindAll(
            tables, table => table.Live >= ManyRows && (table.Analyzed is null || table.Changed > table.Live / 2));
        foreach (Table table in unknown)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Statistics,
                Status = PgTaskCheckStatus.Warning,
                Value = table.Analyzed,
                Target = table.Name,
                Detail = string.Create(
                    CultureInfo.CurrentCulture,
                    $"{table.Name} was {Moment(table.Analyzed, "analyzed")}; {table.Changed:N0} of {table.Live:N0} rows have changed since."),
                Advice = $"Run ANALYZE {table.Name}: until then the server does not know by which index to find a task.",
            };
        }

        if (unknown.Length == 0)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Statistics,
                Value = tables.FirstOrDefault()?.Analyzed,
                Detail = tables.Length == 0 ? "There are no tables." : $"{tables[0].Name} was {Moment(tables[0].Analyzed, "analyzed")}.",
            };
        }
    }

    private static string Tell(Table table) => string.Create(
        CultureInfo.CurrentCulture,
        $"{table.Name} has {table.Dead:N0} dead rows beside {table.Live:N0} ({table.DeadShare:P0}); it was {Moment(table.Vacuumed, "vacuumed")}.");

    private static string Moment(DateTime? time, string done) =>
        time is { } known ? $"last {done} {ChangeText.Write(known)}" : $"never {done} since the server counts";

    private sealed class Table(object?[] row)
    {
        public string Name { get; } = (string)row[0]!;

        public long Live { get; } = (long)row[1]!;

        public long Dead { get; } = (long)row[2]!;

        public DateTime? Vacuumed { get; } = ((DateTime?)row[3])?.ToLocalTime();

        public DateTime? Analyzed { get; } = ((DateTime?)row[4])?.ToLocalTime();

        public long Changed { get; } = (long)row[5]!;

        public double DeadShare => Dead == 0 ? 0 : (double)Dead / (Live + Dead);
    }
}
