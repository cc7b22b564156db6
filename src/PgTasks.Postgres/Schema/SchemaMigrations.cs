using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Brings a store from the version it has to another, each step once, by one caller at a time.</summary>
/// <param name="all">The steps, in order.</param>
/// <param name="schema">The store's schema.</param>
internal sealed class SchemaMigrations(IReadOnlyList<SchemaMigration> all, SqlName schema)
{
    // Any number that no other program is likely to lock; the same for every version of this module.
    private const long LockKey = 0x5067_5461_736b_7301;

    /// <summary>The version that the steps lead to.</summary>
    public int Newest => all[^1].Version;

    /// <summary>The version of the store; 0 where there is none.</summary>
    /// <exception cref="PgTaskException">StoreTooNew: a module that knows only these steps cannot work on it.</exception>
    public async Task<int> GetVersionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        SchemaVersion version = await SchemaVersion.ReadAsync(connection, schema, stop);
        return version.LastBreaking <= Newest
            ? version.Version
            : throw StoreErrors.StoreTooNew(version.LastBreaking, Newest);
    }

    /// <summary>Applies what is missing, all in one transaction; a step that cannot run in one, between two.</summary>
    /// <param name="rentAsync">Gives a connection; a second one where a step cannot run in a transaction.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="upTo">The last version to apply, where that is not the newest.</param>
    /// <param name="distribute">Has Citus keep the store on one of its nodes.</param>
    /// <exception cref="PgTaskException">StoreTooNew; CitusNotInstalled.</exception>
    public async Task<StoreChange> ApplyAsync(
        Func<CancellationToken, Task<NpgsqlConnection>> rentAsync, CancellationToken stop, int? upTo = null,
        bool distribute = false)
    {
        await using NpgsqlConnection connection = await rentAsync(stop);
        int? from = null;
        while (true)
        {
            await using NpgsqlTransaction transaction = await LockAsync(connection, stop);
            int version = await GetVersionAsync(connection, stop);
            from ??= version;
            SchemaMigration[] missing = [.. all.Where(
                step => step.Version > version && step.Version <= (upTo ?? Newest))];
            bool? isDistributed = await Distribution.IsDoneAsync(connection, schema, stop);
            if (distribute && isDistributed is null)
            {
                throw StoreErrors.CitusNotInstalled(connection.Database);
            }

            if (missing is [] && (!distribute || isDistributed == true))
            {
                return new StoreChange(from.Value, version);
            }

            if (version == 0)
            {
                distribute |= isDistributed is { } now && await Distribution.PostponeAsync(connection, schema, now, stop);
                isDistributed &= false;
                await CreateSchemaAsync(connection, stop);
            }

            // Also ends the query before it, whose snapshot CREATE INDEX CONCURRENTLY would wait for.
            await ExecuteAsync(connection, $"SET LOCAL search_path = {schema}", stop);
            if (distribute || isDistributed == true)
            {
                await Distribution.PrepareAsync(connection, stop);
            }

            if (missing is [] or [{ IsInTransaction: true }, ..])
            {
                SchemaMigration[] steps = [.. missing.TakeWhile(step => step.IsInTransaction)];
                await ApplyAsync(connection, steps, stop);
                if (distribute && isDistributed == false && steps.Length == missing.Length)
                {
                    await Distribution.MoveAsync(connection, stop);
                    isDistributed = true;
                }

                if (isDistributed == true)
                {
                    await Distribution.CompleteAsync(connection, stop);
                }
            }
            else
            {
                // The transaction does nothing but hold the lock.
                await using NpgsqlConnection second = await rentAsync(stop);
                await ApplyOutsideAsync(second, missing[0], stop);
                await RecordAsync(connection, missing[0], stop);
            }

            await transaction.CommitAsync(stop);
        }
    }

    /// <summary>
    /// A transaction that has the lock. Those who wait ask again and again: one that waited within a statement would hold
    /// a snapshot, for whose end CREATE INDEX CONCURRENTLY waits in turn.
    /// </summary>
    private static async Task<NpgsqlTransaction> LockAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        while (true)
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
            SqlBuilder take = $"SELECT pg_catalog.pg_try_advisory_xact_lock({LockKey})";
            await using NpgsqlCommand command = take.CreateCommand(connection);
            if ((bool)(await command.ExecuteScalarAsync(stop))!)
            {
                return transaction;
            }

            await transaction.DisposeAsync();
            await Task.Delay(Random.Shared.Next(20, 60), stop);
        }
    }

    private async Task CreateSchemaAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        // Not IF NOT EXISTS: even then the role would need the right to create it.
        SqlBuilder exists = $"SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = {schema.Name})";
        await using (NpgsqlCommand command = exists.CreateCommand(connection))
        {
            if (!(bool)(await command.ExecuteScalarAsync(stop))!)
            {
                await ExecuteAsync(connection, $"CREATE SCHEMA {schema}", stop);
            }
        }

        await ExecuteAsync(
            connection,
            $"""
            CREATE TABLE IF NOT EXISTS {schema}.migration (
                version    integer PRIMARY KEY,
                name       text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """,
            stop);
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection, IEnumerable<SchemaMigration> steps, CancellationToken stop)
    {
        foreach (SchemaMigration step in steps)
        {
            await connection.ExecuteAsync(step.Sql, stop);
            await RecordAsync(connection, step, stop);
        }
    }

    private async Task ApplyOutsideAsync(NpgsqlConnection connection, SchemaMigration step, CancellationToken stop)
    {
        await ExecuteAsync(connection, $"SET search_path = {schema}", stop);
        try
        {
            foreach (SqlStatement statement in SqlScanner.Scan(step.Sql).Statements)
            {
                await connection.ExecuteAsync(statement.Text, stop);
            }
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
            {
                await connection.ExecuteAsync("RESET search_path", CancellationToken.None);
            }
        }
    }

    private Task RecordAsync(NpgsqlConnection connection, SchemaMigration step, CancellationToken stop)
    {
        SqlBuilder plain = $"INSERT INTO {schema}.migration (version, name) VALUES ({step.Version}, {step.Name})";
        SqlBuilder breaking = $"""
            INSERT INTO {schema}.migration (version, name, breaking) VALUES ({step.Version}, {step.Name}, true)
            """;
        return ExecuteAsync(connection, step.IsBreaking ? breaking : plain, stop);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, SqlBuilder sql, CancellationToken stop)
    {
        await using NpgsqlCommand command = sql.CreateCommand(connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
