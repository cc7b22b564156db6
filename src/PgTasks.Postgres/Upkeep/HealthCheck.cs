namespace PgTasks.Postgres;

/// <summary>One look at a store.</summary>
/// <param name="Names">What is checked by it.</param>
/// <param name="Statement">What is asked of the server.</param>
/// <param name="Judge">What its rows mean.</param>
internal sealed record HealthCheck(
    string[] Names, SqlBuilder Statement, Func<IReadOnlyList<object?[]>, IEnumerable<PgTaskStoreCheck>> Judge)
{
    /// <summary>Whether a node of Citus that has the store's tables on another one can tell it.</summary>
    public bool IsToldByEveryNode { get; init; }
}
