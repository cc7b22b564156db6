namespace PgTasks;

/// <summary>What one chunk of a walk through the tasks came to.</summary>
/// <param name="Changed">How many of its tasks were removed or changed.</param>
/// <param name="Passed">How many numbers are behind it.</param>
/// <param name="InAll">How many numbers are walked through.</param>
internal readonly record struct ChunkStep(long Changed, long Passed, long InAll);
