namespace PgTasks.Postgres;

/// <summary>Lets one bad record of a batch fail alone.</summary>
internal static class BadRecords
{
    /// <summary>
    /// Runs a statement on the whole batch; where it fails for a reason that may be one record's, on each half, until
    /// the bad records are found. The statement must be all or nothing.
    /// </summary>
    /// <returns>A result a record, in order.</returns>
    public static async Task<StoreResult[]> FailAloneAsync<T>(
        IReadOnlyList<T> records, StoreCaller caller, Func<IReadOnlyList<T>, Task<StoreResult[]>> run)
    {
        try
        {
            return await run(records);
        }
        catch (Exception exception) when (ErrorRecords.ConcernsOneInput(exception, caller.Transaction is not null))
        {
            if (records.Count == 1)
            {
                return [new StoreResult(null, exception)];
            }
        }

        int half = records.Count / 2;
        StoreResult[] first = await FailAloneAsync([.. records.Take(half)], caller, run);
        StoreResult[] second = await FailAloneAsync([.. records.Skip(half)], caller, run);
        return [.. first, .. second];
    }
}
