using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What finds tasks.</summary>
/// <param name="Statement">Finds them in their order.</param>
/// <param name="Again">Finds those of these ids that there still are to be found, in no order.</param>
/// <param name="Read">Makes a task of a row of either.</param>
internal sealed record TaskSelection(
    SqlBuilder Statement, Func<long[], SqlBuilder> Again, Func<NpgsqlDataReader, PgTask> Read);
