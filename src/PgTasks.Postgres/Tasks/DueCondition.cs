using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Conditions on when tasks are due, of a table called t, for a reader in this machine's zone.</summary>
internal static class DueCondition
{
    /// <summary>Whether a task is due before a moment: a day, if it begins before that by the reader's clocks.</summary>
    public static SqlBuilder IsBefore(DateTime moment) => Compare($"<", Local(moment), moment);

    /// <summary>Whether a task has a date that is not before a moment.</summary>
    public static SqlBuilder IsAfter(DateTime moment) => Compare($">=", Local(moment), moment);

    /// <summary>Whether a task is overdue: its time has passed, or its day is over where the reader is.</summary>
    /// <param name="now">The reader's moment.</param>
    public static SqlBuilder IsOverdue(DateTime now) => Compare($"<", Local(now).Date, now);

    private static SqlBuilder Compare(SqlBuilder comparison, DateTime day, DateTime moment)
    {
        NpgsqlParameter days = Create(DateTime.SpecifyKind(day, DateTimeKind.Utc));
        NpgsqlParameter times = Create(moment);
        return $"t.due {comparison} CASE WHEN t.all_day THEN {days}::timestamptz ELSE {times}::timestamptz END";
    }

    private static NpgsqlParameter Create(DateTime time) => TaskColumn.Of(TaskFields.Due).CreateParameter(time);

    private static DateTime Local(DateTime time) => time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time;
}
