namespace PgTasks.Postgres;

/// <summary>Lets one bad record of a batch fail alone.</summary>
internal static class BadRecords
{
    /// <summary>
    /// Runs a statement on the whole batch; where it fails for a reason that may be one record's, on each half, until
    /// the bad records are found. The statement must be all or nothing.
    /// </summary>
    /// <returns>A result a record, in order.</returns>
    /// <exception cref="BatchException">It failed for another reason after some records were answered.</exception>
    public static async Task<StoreResult[]> FailAloneAsync<T>(
        IReadOnlyList<T> records, StoreCaller caller, Func<IReadOnlyList<T>, Task<StoreResult[]>> run)
    {
        List<StoreResult> answered = new(records.Count);
        int sent = 0;
        try
        {
            await RunAsync(records);
            return [.. answered];
        }
        catch (Exception exception) when (answered.Count > 0 || StoreErrors.IsOutcomeUnknown(exception))
        {
            throw new BatchException([.. answered], StoreErrors.IsOutcomeUnknown(exception) ? sent : 0, exception);
        }

        async Task RunAsync(IReadOnlyList<T> part)
        {
            try
            {
                sent = part.Count;
                answered.AddRange(await run(part));
                return;
            }
            catch (Exception exception) when (ErrorRecords.ConcernsOneInput(exception, caller.Transaction is not null))
            {
                if (part.Count == 1)
                {
                    answered.Add(new StoreResult(null, exception));
                    return;
                }
            }

            int half = part.Count / 2;
            await RunAsync([.. part.Take(half)]);
            await RunAsync([.. part.Skip(half)]);
        }
    }
}
