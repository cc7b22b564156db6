using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The work of a store that runbooks share.</summary>
/// <param name="connections">Its connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who claims and ends tasks.</param>
internal sealed class PostgresWork(PostgresConnections connections, SqlName schema, string actor) : WorkOperations
{
    // A claim that meets another's at a Serial is made again: by then it sees the other's.
    private const int MostTries = 10;

    private readonly ClaimStatements _statements = new(schema, actor);
    private readonly StepStatements _steps = new(schema);
    private readonly TaskStatements _tasks = new(schema, actor);
    private readonly TaskChanges _changes = new(
        connections, new TaskStatements(schema, actor), new SignalStatements(schema));
    private readonly WorkSweep _sweep = new(connections, new ClaimStatements(schema, actor));
    private readonly ProjectStatements _pausing = new(schema, actor);
    private readonly ProjectNames _projects = new(connections, new ClaimStatements(schema, actor));

    /// <inheritdoc/>
    public override async Task<PgTaskClaim[]> ClaimAsync(
        ClaimRequest request, StoreCaller caller, CancellationToken stop)
    {
        bool isSwept = await _sweep.RunIfDueAsync(caller, stop);
        (PgTaskClaim[] claims, bool isSure) = await ClaimKnownAsync(request, mayBeKnown: true, caller, stop);
        bool sweeps = request.IsExact && !isSwept;
        if (claims.Length < request.Count && (sweeps || !isSure))
        {
            if (sweeps)
            {
                await _sweep.RunAsync(caller, stop);
            }

            (PgTaskClaim[] more, _) = await ClaimKnownAsync(
                request with { Count = request.Count - claims.Length }, mayBeKnown: false, caller, stop);
            claims = [.. claims, .. more];
        }

        // A statement gives rows in no order.
        Array.Sort(claims, (a, b) => a.Priority == b.Priority ? a.Id.CompareTo(b.Id) : b.Priority.CompareTo(a.Priority));
        return claims;
    }

    /// <inheritdoc/>
    public override async Task<string?> FindStepAsync(
        PgTaskClaim claim, string name, StoreCaller caller, CancellationToken stop)
    {
        (bool isHeld, string? output) = await connections.RunStatementAsync(
            _steps.Find(claim.Id, claim.ClaimId, name),
            async (reader, token) => await reader.ReadAsync(token)
                ? (true, reader.IsDBNull(0) ? null : reader.GetString(0))
                : (false, null),
            caller, stop);
        return isHeld ? output : throw await ExplainLossAsync(claim, caller, stop);
    }

    /// <inheritdoc/>
    public override async Task KeepStepAsync(
        PgTaskClaim claim, string name, string output, StoreCaller caller, CancellationToken stop)
    {
        if (!await connections.RunStatementAsync(
            _steps.Keep(claim.Id, claim.ClaimId, name, output), (reader, token) => reader.ReadAsync(token), caller, stop,
            changes: true))
        {
            throw await ExplainLossAsync(claim, caller, stop);
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreWorker> StartWorkerAsync(
        ClaimRequest request, StoreCaller caller, CancellationToken stop) =>
        await PostgresWorker.StartAsync(connections, schema, actor, this, request, caller, stop);

    /// <inheritdoc/>
    public override async Task<StoreResult[]> ClaimAsync(
        IReadOnlyList<long> ids, ClaimRequest request, StoreCaller caller, CancellationToken stop)
    {
        await _sweep.RunAsync(caller, stop);
        StoreResult[] results = await BadRecords.FailAloneAsync(ids, caller, async part =>
        {
            long[] distinct = [.. part.Distinct().Order()];
            Dictionary<long, PgTaskClaim> claims = (await connections.RunStatementAsync(
                _statements.Claim(distinct, request), ReadAsync, caller, stop)).ToDictionary(claim => claim.Id);
            return [.. part.Select(id => claims.Remove(id, out PgTaskClaim? claim)
                ? new StoreResult(claim, null)
                : StoreResult.NotFound(id))];
        });
        IReadOnlyList<string> paused = Array.Exists(results, result => result.Error is not null)
            ? await connections.RunStatementAsync(_pausing.Paused(), ReadNamesAsync, caller, stop)
            : [];
        await _changes.ExplainAsync(
            results, new TaskTargets(ids), task => ClaimRefusal.Explain(task, paused), caller, stop);
        if (request.Filter != TaskFilter.Everything)
        {
            StoreResult[] matches = await _changes.RunOnceAsync(
                distinct => _tasks.Match([.. distinct.Ids], request.Filter), new TaskTargets(ids), readTasks: false, caller, stop);
            foreach (int i in Enumerable.Range(0, results.Length).Where(i =>
                matches[i].Error is not null && results[i].Error is PgTaskException { ErrorId: not nameof(TaskErrors.TaskNotFound) }))
            {
                results[i] = default;
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> UnlockAsync(
        TaskTargets targets, TimeSpan delay, string? reason, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Unlock(part, delay, reason, passThru), targets, passThru, caller, stop,
            explain: targets.Claims is null ? ExplainNotHeld : null,
            tells: targets.IsForced ? Told.WhoHolds : Told.WhoWaits);

    /// <inheritdoc/>
    public override Task<StoreResult[]> DenyAsync(
        TaskTargets targets, Denial denial, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Deny(part, denial, passThru), targets, passThru, caller, stop,
            explain: targets.Claims is null ? ExplainNotHeld : null);

    private async Task<PgTaskException> ExplainLossAsync(PgTaskClaim claim, StoreCaller caller, CancellationToken stop) =>
        WorkErrors.LeaseLost(claim.Id, (await _changes.FindAsync([claim.Id], caller, stop))[0].Task);

    private static PgTaskException? ExplainNotHeld(PgTask task) =>
        task is { Status: PgTaskStatus.Running, ClaimedBy: not null } ? null : WorkErrors.TaskNotClaimed(task);

    /// <summary>Claims, and says whether there were no more by projects that were read just now.</summary>
    private async Task<(PgTaskClaim[] Claims, bool IsSure)> ClaimKnownAsync(
        ClaimRequest request, bool mayBeKnown, StoreCaller caller, CancellationToken stop)
    {
        (string[]? names, bool isNew) = request.Filter.Project is { } patterns
            ? await _projects.FindAsync(patterns, mayBeKnown, caller, stop)
            : ((string[]?)null, true);
        SqlBuilder claim = _statements.Claim(request.Count, request, names, isLax: caller.Transaction is null);
        for (int tries = 1; ; tries++)
        {
            try
            {
                return (await connections.RunStatementAsync(
                    claim, ReadAsync, caller, stop, isRepeated: request.Count is 1 or 10 or 100 or 500), isNew);
            }
            catch (PostgresException exception) when (
                exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "task_serial" }
                && tries < MostTries)
            {
            }
        }
    }

    private static async Task<PgTaskClaim[]> ReadAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        List<PgTaskClaim> claims = [];
        while (await reader.ReadAsync(stop))
        {
            claims.Add(TaskRow.ReadClaim(reader));
        }

        return [.. claims];
    }

    private static async Task<IReadOnlyList<string>> ReadNamesAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        List<string> names = [];
        while (await reader.ReadAsync(stop))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
