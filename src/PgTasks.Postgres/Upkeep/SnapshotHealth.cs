using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>Who keeps dead rows from being removed, as <see cref="HealthStatements.Snapshots"/> gives them.</summary>
internal static class SnapshotHealth
{
    public const string Snapshots = nameof(Snapshots);

    // What claims leave behind in that time is what they must step over from then on.
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    // Where nobody may say since when.
    private const int Many = 50_000;

    /// <summary>Judges them.</summary>
    public static IEnumerable<PgTaskStoreCheck> Judge(IReadOnlyList<object?[]> rows)
    {
        Holder[] all = [.. rows.Select(row => new Holder(row))];
        Holder[] old = Array.FindAll(all, holder => holder.Since is { } since ? since >= s_long : holder.Age >= Many);
        foreach (Holder holder in old)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Snapshots,
                Status = PgTaskCheckStatus.Warning,
                Value = (object?)holder.Since ?? holder.Age,
                Target = holder.Name,
                Detail = holder.Tell(),
                Advice = holder.GetAdvice(),
            };
        }

        if (old.Length == 0)
        {
            yield return new PgTaskStoreCheck
            {
                Name = Snapshots,
                Value = all.Length == 0 ? TimeSpan.Zero : (object?)all[0].Since ?? all[0].Age,
                Target = all.Length == 0 ? null : all[0].Name,
                Detail = all.Length == 0 ? "Nobody keeps dead rows from being removed." : all[0].Tell(),
            };
        }
    }

    private sealed class Holder(object?[] row)
    {
        private readonly string _kind = (string)row[0]!;
        private readonly string? _role = (string?)row[2];
        private readonly string? _application = (string?)row[3];
        private readonly string? _state = (string?)row[4];
        private readonly string? _query = (string?)row[7];
        private readonly bool _isHidden = (bool)row[8]!;

        public string Name { get; } = (string)row[1]!;

        public TimeSpan? Since { get; } = (TimeSpan?)row[5];

        public int Age { get; } = (int?)row[6] ?? 0;

        public string Tell()
        {
            string age = string.Create(CultureInfo.CurrentCulture, $"{Age:N0} transactions");
            string since = Since is { } length ? $"for {LengthText(length)}, {age}" : $"since {age} ago";
            return _kind switch
            {
                "prepared" => $"The prepared transaction {Name} of {_role} keeps dead rows {since}.",
                "slot" => $"The replication slot {Name} ({_state}) keeps dead rows {since}.",
                _ => $"Process {Name} of {_role}{Of(_application)} keeps dead rows {since}. {TellQuery()}",
            };
        }

        public string GetAdvice() => _kind switch
        {
            "prepared" => $"Run COMMIT PREPARED {SqlBuilder.Literal(Name).Text} or ROLLBACK PREPARED with the same name.",
            "slot" => $"Bring the standby back that uses it, or run SELECT pg_drop_replication_slot({SqlBuilder.Literal(Name).Text}).",
            _ => $"Have it end its transaction, or run SELECT pg_terminate_backend({Name}). "
                + "idle_in_transaction_session_timeout ends what is forgotten.",
        };

        private string TellQuery() => _isHidden
            ? "What it does is hidden from this role: a member of pg_read_all_stats sees it."
            : $"It is {_state}: {_query}";

        private static string Of(string? application) => string.IsNullOrEmpty(application) ? "" : $" ({application})";

        private static string LengthText(TimeSpan length) =>
            TimeSpan.FromSeconds(Math.Floor(length.TotalSeconds)).ToString("g", CultureInfo.CurrentCulture);
    }
}
