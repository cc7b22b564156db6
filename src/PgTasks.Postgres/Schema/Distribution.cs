using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Has Citus keep a store on one of its nodes: schema-based sharding, which puts all tables of a schema on the same one.
/// What it runs wants the store's schema first in search_path.
/// </summary>
internal static class Distribution
{
    // Unsafe are those that reach beyond their table's node; a store's stay within its schema. The messages tell of each
    // table that is moved.
    private const string Prepare = "SET LOCAL citus.enable_unsafe_triggers = on; SET LOCAL client_min_messages = warning";

    // Without the triggers, which would run on the node for each row that comes there, before it knows the other tables.
    private const string MoveTables = """
        DO $$
        DECLARE
            made record;
            kept text[] := '{}';
        BEGIN
            FOR made IN
                SELECT g.tgname, g.tgrelid::regclass AS owner, pg_get_triggerdef(g.oid) AS definition, g.tgenabled = 'D' AS is_off
                FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND NOT g.tgisinternal
                ORDER BY g.oid
            LOOP
                EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.owner);
                kept := kept || made.definition;
                IF made.is_off THEN
                    kept := kept || format('ALTER TABLE %s DISABLE TRIGGER %I', made.owner, made.tgname);
                END IF;
            END LOOP;

            PERFORM citus_schema_distribute(n.oid::regnamespace) FROM pg_namespace n WHERE n.nspname = current_schema();
            PERFORM truncate_local_data_after_distributing_table(c.oid::regclass)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind = 'r';
            FOR i IN 1 .. cardinality(kept) LOOP
                EXECUTE kept[i];
            END LOOP;
        END $$
        """;

    // Those that a query calls for a row run on the node, within it, and read there.
    private const string LetFunctionsRead = """
        DO $$
        DECLARE
            made regprocedure;
        BEGIN
            FOR made IN
                SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = current_schema() AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
                    AND 'citus.allow_nested_distributed_execution=on' <> ALL (coalesce(p.proconfig, '{}'))
            LOOP
                -- Citus does not know yet of one that was there before it.
                EXECUTE pg_get_functiondef(made);
                EXECUTE format('ALTER FUNCTION %s SET citus.allow_nested_distributed_execution = on', made);
            END LOOP;
        END $$
        """;

    /// <summary>Whether it is; null where the database has no Citus that could.</summary>
    public static async Task<bool?> IsDoneAsync(NpgsqlConnection connection, SqlName schema, CancellationToken stop)
    {
        SqlBuilder canBe = $"SELECT pg_catalog.to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL";
        SqlBuilder isDone = $"""
            SELECT EXISTS (
                SELECT FROM pg_catalog.pg_dist_schema d JOIN pg_catalog.pg_namespace n ON n.oid = d.schemaid
                WHERE n.nspname = {schema.Name})
            """;
        await using NpgsqlCommand asking = canBe.CreateCommand(connection);
        if (!(bool)(await asking.ExecuteScalarAsync(stop))!)
        {
            return null;
        }

        await using NpgsqlCommand looking = isDone.CreateCommand(connection);
        return (bool)(await looking.ExecuteScalarAsync(stop))!;
    }

    /// <summary>
    /// Has a store that is to be created in the transaction not be distributed from the beginning, as not all steps can be
    /// taken there. Says whether it is to be so in the end, as the schema is, or the database has all new ones.
    /// </summary>
    public static async Task<bool> PostponeAsync(
        NpgsqlConnection connection, SqlName schema, bool isDone, CancellationToken stop)
    {
        SqlBuilder undo = $"""
            SELECT current_setting('citus.enable_schema_based_sharding') = 'on' OR {isDone},
                set_config('citus.enable_schema_based_sharding', 'off', true),
                CASE WHEN {isDone} THEN citus_schema_undistribute({schema.Quoted}::text::regnamespace)::text END
            """;
        await using NpgsqlCommand command = undo.CreateCommand(connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Lets what follows in the transaction change a store that is distributed, or distribute it.</summary>
    public static Task PrepareAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ExecuteAsync(Prepare, stop);

    /// <summary>Moves the tables, with what is in them, to a node.</summary>
    public static Task MoveAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ExecuteAsync(MoveTables, stop);

    /// <summary>Has the store's functions run there, too, also new ones.</summary>
    public static Task CompleteAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ExecuteAsync(LetFunctionsRead, stop);
}
