namespace PgTasks;

/// <summary>How a worker works.</summary>
/// <param name="Lanes">How many tasks at a time.</param>
/// <param name="Until">When it ends.</param>
/// <param name="MostTasks">After how many tasks it ends.</param>
/// <param name="Denial">What becomes of a task that fails.</param>
internal sealed record WorkOptions(int Lanes, WorkUntil Until, long MostTasks, Denial Denial);
