using System.Globalization;
using System.Text.Json;

namespace PgTasks.Postgres;

/// <summary>What is said of the work that runbooks share, as <see cref="WorkHealthStatements"/> gives it.</summary>
internal static class WorkHealth
{
    public const string Leases = nameof(Leases);
    public const string PutOff = nameof(PutOff);
    public const string Projects = nameof(Projects);
    public const string Claim = nameof(Claim);

    // Some milliseconds; a handful is usual.
    private const long ManyPages = 1000;

    /// <summary>Judges the one row of <see cref="WorkHealthStatements.Leases"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeLeases(IReadOnlyList<object?[]> rows)
    {
        (long over, long unknown) = ((long)rows[0][0]!, (long)rows[0][2]!);
        string since = rows[0][1] is DateTime end ? $", the first since {ChangeText.Write(end)}" : "";
        yield return new PgTaskStoreCheck
        {
            Name = Leases,
            Status = over + unknown > 0 ? PgTaskCheckStatus.Warning : PgTaskCheckStatus.Ok,
            Value = over + unknown,
            Detail = over + unknown == 0 ? "No task runs under a lease that is over." : string.Create(
                CultureInfo.CurrentCulture,
                $"{over:N0} tasks run under a lease that is over{since}; {unknown:N0} under a worker that is unknown."),
            Advice = over + unknown == 0
                ? null
                : "Start a worker: the next that claims tasks takes them back. Get-PgTaskWorker shows whose they were.",
        };
    }

    /// <summary>Judges the one row of <see cref="WorkHealthStatements.PutOff"/>. People who have no workers need none.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgePutOff(IReadOnlyList<object?[]> rows)
    {
        long count = (long)rows[0][0]!;
        bool isMissed = count > 0 && (bool)rows[0][2]!;
        yield return new PgTaskStoreCheck
        {
            Name = PutOff,
            Status = isMissed ? PgTaskCheckStatus.Warning : PgTaskCheckStatus.Ok,
            Value = count,
            Detail = count == 0 ? "No task was put off until a time that has passed." : string.Create(
                CultureInfo.CurrentCulture,
                $"The time of {count:N0} tasks that were put off has come, of the first at {ChangeText.Write((DateTime)rows[0][1]!)}, and no worker has looked."),
            Advice = isMissed ? "Start a worker, or see why none runs: Get-PgTaskWorker." : null,
        };
    }

    /// <summary>Judges the rows of <see cref="WorkHealthStatements.Projects"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeProjects(IReadOnlyList<object?[]> rows)
    {
        object?[][] half = [.. rows.Where(row => (bool)row[1]!)];
        foreach (object?[] row in half)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Projects,
                Status = PgTaskCheckStatus.Warning,
                Value = (long)rows.Count - half.Length,
                Target = (string)row[0]!,
                Detail = $"The project {row[0]} is being resumed, or that did not come to its end.",
                Advice = "Run Resume-PgTaskProject once more.",
            };
        }

        if (half.Length == 0)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Projects,
                Value = (long)rows.Count,
                Detail = rows.Count == 0 ? "No project is paused." : $"Paused: {string.Join(", ", rows.Select(row => row[0]))}.",
            };
        }
    }

    /// <summary>Judges the plan of <see cref="WorkHealthStatements.Claim"/>.</summary>
    public static IEnumerable<PgTaskStoreCheck> JudgeClaim(IReadOnlyList<object?[]> rows)
    {
        using JsonDocument json = JsonDocument.Parse((string)rows[0][0]!);
        JsonElement plan = json.RootElement[0].GetProperty("Plan");
        long pages = Get(plan, "Shared Hit Blocks") + Get(plan, "Shared Read Blocks");
        bool isFar = pages >= ManyPages;
        yield return new PgTaskStoreCheck
        {
            Name = Claim,
            Status = isFar ? PgTaskCheckStatus.Warning : PgTaskCheckStatus.Ok,
            Value = pages,
            Detail = string.Create(
                CultureInfo.CurrentCulture, $"A claim reads {pages:N0} pages to find the first task that is ready."),
            Advice = isFar
                ? "Run VACUUM (ANALYZE) on the table of the tasks. If it stays so, see Snapshots for who keeps dead rows, and Projects for "
                    + "what is paused: tasks that were added to it since lie before the others until claims have put them aside."
                : null,
        };
    }

    private static long Get(JsonElement plan, string name) =>
        plan.TryGetProperty(name, out JsonElement value) && value.TryGetInt64(out long number) ? number : 0;
}
