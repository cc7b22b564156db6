using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>What is said of what a server does for a store, and of the store's indexes, triggers and locks.</summary>
internal static class ServerHealth
{
    public const string Autovacuum = nameof(Autovacuum);
    public const string Notifications = nameof(Notifications);
    public const string Indexes = nameof(Indexes);
    public const string Triggers = nameof(Triggers);
    public const string Locks = nameof(Locks);
    public const string Tasks = nameof(Tasks);

    // When it is full, no transaction that notifies can commit.
    private const double NearlyFull = 0.5;
    private const double Filling = 0.05;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    /// <summary>Judges the rows of <see cref="HealthStatements.Autovacuum"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeAutovacuum(IReadOnlyList<object?[]> rows) => Findings(
        rows,
        new PgTaskStoreCheck { Name = Autovacuum, Value = true, Detail = "The server vacuums by itself." },
        row => new PgTaskStoreCheck
        {
            Name = Autovacuum,
            Status = PgTaskCheckStatus.Error,
            Value = false,
            Target = (string?)(row[1] ?? row[0]),
            Detail = row[1] is null
                ? $"The server does not vacuum by itself: {row[0]} is off."
                : $"The server does not vacuum {row[1]} by itself.",
            Advice = row[1] is null
                ? $"Have it do so: ALTER SYSTEM SET {row[0]} = on, then SELECT pg_reload_conf()."
                : $"Have it do so: ALTER TABLE {row[1]} RESET (autovacuum_enabled).",
        });

    /// <summary>Judges the one row of <see cref="HealthStatements.Notifications"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeNotifications(IReadOnlyList<object?[]> rows)
    {
        double usage = (double)rows[0][0]!;
        yield return new PgTaskStoreCheck
        {
            Name = Notifications,
            Status = usage >= NearlyFull ? PgTaskCheckStatus.Error : usage >= Filling ? PgTaskCheckStatus.Warning : PgTaskCheckStatus.Ok,
            Value = usage,
            Detail = string.Create(CultureInfo.CurrentCulture, $"The server's queue of notifications is {usage:P0} full."),
            Advice = usage < Filling ? null : "A session that listens has not ended its transaction: find it by SELECT pid, xact_start, "
                + "query FROM pg_stat_activity ORDER BY xact_start, and end it by pg_terminate_backend(pid).",
        };
    }

    /// <summary>Judges the rows of <see cref="HealthStatements.Indexes"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeIndexes(IReadOnlyList<object?[]> rows) => Findings(
        rows,
        new PgTaskStoreCheck { Name = Indexes, Value = 0L, Detail = "All indexes are in use." },
        row => new PgTaskStoreCheck
        {
            Name = Indexes,
            Status = PgTaskCheckStatus.Error,
            Target = (string)row[0]!,
            Detail = $"The index {row[0]} of {row[1]} is not valid: it was not made to its end.",
            Advice = $"Run REINDEX INDEX {row[0]}, or DROP INDEX {row[0]} if it is none of the store's.",
        });

    /// <summary>Judges the rows of <see cref="HealthStatements.Triggers"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeTriggers(IReadOnlyList<object?[]> rows) => Findings(
        rows,
        new PgTaskStoreCheck { Name = Triggers, Value = 0L, Detail = "All triggers are switched on." },
        row => new PgTaskStoreCheck
        {
            Name = Triggers,
            Status = PgTaskCheckStatus.Error,
            Target = (string)row[0]!,
            Detail = $"The trigger {row[0]} of {row[1]} is switched off: what follows from changes is not kept up.",
            Advice = $"Run ALTER TABLE {row[1]} ENABLE TRIGGER {row[0]}.",
        });

    /// <summary>Judges the rows of <see cref="HealthStatements.Locks"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isHeldUp">Whether one of them was met with: else who loads a table may have one for a moment.</param>
    public static IEnumerable<PgTaskStoreCheck> JudgeLocks(IReadOnlyList<object?[]> rows, bool isHeldUp) => Findings(
        [.. rows.Where(row => isHeldUp || row[5] is not TimeSpan since || since >= s_long)],
        new PgTaskStoreCheck { Name = Locks, Value = 0L, Detail = "No lock holds up who changes tasks." },
        row => new PgTaskStoreCheck
        {
            Name = Locks,
            Status = PgTaskCheckStatus.Warning,
            Value = row[5],
            Target = $"{row[0]}",
            Detail = $"Process {row[0]} of {row[3]} ({row[4]}) holds {row[2]} on {row[1]}: who changes tasks waits for it.",
            Advice = $"Wait until it ends, or run SELECT pg_terminate_backend({row[0]}).",
        });

    /// <summary>Tells the one row of <see cref="HealthStatements.Tasks"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeTasks(IReadOnlyList<object?[]> rows)
    {
        (long pending, long running, long failed) = ((long)rows[0][0]!, (long)rows[0][1]!, (long)rows[0][2]!);
        long open = pending + running + failed;
        yield return new PgTaskStoreCheck
        {
            Name = Tasks,
            Value = open,
            Detail = string.Create(
                CultureInfo.CurrentCulture,
                $"Open: {pending:N0} pending, {running:N0} running, {failed:N0} failed. Ended: about {Math.Max(0, ((long?)rows[0][3] ?? 0) - open):N0}."),
        };
    }

    private static IEnumerable<PgTaskStoreCheck> Findings(
        IReadOnlyList<object?[]> rows, PgTaskStoreCheck well, Func<object?[], PgTaskStoreCheck> tell) =>
        rows.Count == 0 ? [well] : rows.Select(tell);
}
