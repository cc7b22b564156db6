namespace PgTasks;

/// <summary>What can be said of many tasks at once. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class ReportOperations
{
    /// <summary>Counts the tasks that a filter lets through: groups in their natural order, those that have none last.</summary>
    public abstract Task<IReadOnlyList<PgTaskMeasure>> MeasureAsync(
        PgTaskGrouping by, TaskFilter filter, StoreCaller caller, CancellationToken stop);
}
