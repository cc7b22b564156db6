using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Reads the changes that are written down for who watches: all that was committed between the last snapshot that it read up
/// to and one of now, by pages, so that a slow reader holds nothing back at the server.
/// </summary>
internal sealed class ChangeFeed(PostgresConnections connections, ChangeStatements statements, StoreCaller caller)
{
    private readonly StoreCaller _caller = caller with { Transaction = null };

    /// <inheritdoc cref="ChangeOperations.WatchAsync"/>
    public async IAsyncEnumerable<IReadOnlyList<PgTaskChange>> WatchAsync(
        ChangeRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        Deadline deadline = new(request.Timeout);
        Outage outage = new(_caller);
        await using WatchLease lease = new(connections, statements, _caller);
        await lease.BeginAsync(stop);
        string from = await GetSnapshotAsync(stop);
        lease.Position = from;
        await using Bell bell = new(connections, lease);
        DateTime seen = DateTime.Now;
        int losses = 0;
        _caller.OnNotice(new StoreNotice(NoticeLevel.Verbose, "Watching."));
        yield return [];
        while (true)
        {
            bool hadNews = false;
            string? to = await outage.TryAsync<string?>(async token => await GetSnapshotAsync(token), null, deadline, stop);
            if (lease.Losses != losses)
            {
                losses = lease.Losses;
                _caller.OnNotice(new StoreNotice(
                    NoticeLevel.Warning,
                    $"The store could not be reached for {WatchLease.Length.TotalMinutes} minutes: changes after {seen:t} may be missing."));
            }

            long after = -1;
            while (to is not null && to != from)
            {
                Page? page = await outage.TryAsync<Page?>(
                    async token => await ReadAsync(request, from, to, after, token), null, deadline, stop);
                if (page is null)
                {
                    if (deadline.IsOver)
                    {
                        yield break;
                    }

                    yield return [];
                    continue;
                }

                hadNews |= page.Rows > 0;
                after = page.Last;
                yield return page.Changes;
                if (page.Rows < ChangeStatements.PageSize)
                {
                    (from, lease.Position, seen) = (to, to, DateTime.Now);
                }
            }

            if (deadline.IsOver)
            {
                yield break;
            }

            // For the notices.
            yield return [];
            if (to is not null)
            {
                await bell.WaitAsync(hadNews, deadline, stop);
            }
        }
    }

    private Task<Page> ReadAsync(ChangeRequest request, string from, string to, long after, CancellationToken stop)
    {
        return connections.RunStatementAsync(
            statements.Read(from, to, after, request.Filter, request.Ids is null ? null : [.. request.Ids]), ReadPageAsync,
            _caller, stop);

        async Task<Page> ReadPageAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            List<PgTaskChange> changes = [];
            long last = after;
            int rows = 0;
            for (; await reader.ReadAsync(token); rows++)
            {
                PgTaskChange change = ChangeRow.Read(reader, out last);
                if (request.Kinds?.Contains(change.Kind) ?? true)
                {
                    changes.Add(change);
                }
            }

            return new Page(changes, rows, last);
        }
    }

    private Task<string> GetSnapshotAsync(CancellationToken stop) => connections.RunStatementAsync(
        statements.Snapshot(),
        async (reader, token) =>
        {
            await reader.ReadAsync(token);
            return reader.GetString(0);
        },
        _caller, stop);

    /// <summary>Changes that were read together.</summary>
    /// <param name="Changes">Those that were asked for.</param>
    /// <param name="Rows">How many were read.</param>
    /// <param name="Last">The place of the last.</param>
    private sealed record Page(IReadOnlyList<PgTaskChange> Changes, int Rows, long Last);
}
