namespace PgTasks;

/// <summary>
/// The order of tasks: by their ids, and two readings of one task field by field. Compare-Object calls equal what has no
/// order and the same text; so there is one, in which only equal tasks are equal.
/// </summary>
internal static class TaskComparison
{
    /// <summary>0 where both have the same in every field.</summary>
    public static int Compare(PgTask? first, PgTask? second)
    {
        if (ReferenceEquals(first, second) || first is null || second is null)
        {
            return (first is null ? 0 : 1) - (second is null ? 0 : 1);
        }

        foreach (TaskField field in TaskFields.All)
        {
            int order = CompareValues(field.GetValue(first), field.GetValue(second));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareValues(object? first, object? second) => (first, second) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string text, string other) => string.CompareOrdinal(text, other),
        // No text of PostgreSQL holds the separator.
        (string[] tags, string[] others) => string.CompareOrdinal(string.Join('\0', tags), string.Join('\0', others)),
        (long[] ids, long[] others) => ids.AsSpan().SequenceCompareTo(others),
        _ => ((IComparable)first).CompareTo(second),
    };
}
