namespace PgTasks.Postgres;

/// <summary>The statements by which workers are told of work, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class SignalStatements(SqlName schema)
{
    /// <summary>The word by which workers are to see to what they hold.</summary>
    public const string Look = "look";

    /// <summary>The name of the channel.</summary>
    public SqlBuilder Channel() => $"SELECT 'pgtasks_work_' || {SqlBuilder.Literal($"{schema.Quoted}.task")}::regclass::oid";

    /// <summary>Tells those who wait that there may be something.</summary>
    public SqlBuilder TellOfWork() => Tell("");

    /// <summary>Tells all to see to what they hold.</summary>
    public SqlBuilder TellToLook() => Tell(Look);

    private SqlBuilder Tell(string word) => $"""
        SELECT set_config('synchronous_commit', 'off', true), {schema}.tell_workers({SqlBuilder.Literal(word)})
        """;
}
