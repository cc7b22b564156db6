using System.Globalization;

namespace PgTasks.Benchmarks;

/// <summary>A limit on the subject's time, measured by a peer's.</summary>
/// <param name="Kind">How the limit is said.</param>
/// <param name="Limit">The limit: a factor, or seconds.</param>
internal sealed record Goal(GoalKind Kind, double Limit)
{
    public static Goal Rate(double limit) => new(GoalKind.Rate, limit);

    public static Goal Time(double limit) => new(GoalKind.Time, limit);

    public static Goal Added(double seconds) => new(GoalKind.Added, seconds);

    /// <summary>How the subject stands to the peer, in the goal's own terms.</summary>
    public double Measure(double subject, double peer) => Kind switch
    {
        GoalKind.Rate => peer / subject,
        GoalKind.Time => subject / peer,
        _ => subject - peer,
    };

    public bool IsMet(double measured) => Kind == GoalKind.Rate ? measured >= Limit : measured <= Limit;

    public string Describe(double value) => Kind == GoalKind.Added
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 1000:+0.0;-0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ×");

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        GoalKind.Rate => string.Create(CultureInfo.InvariantCulture, $"≥ {Limit:0.##} × its rate"),
        GoalKind.Time => string.Create(CultureInfo.InvariantCulture, $"≤ {Limit:0.##} × its time"),
        _ => string.Create(CultureInfo.InvariantCulture, $"≤ {Limit * 1000:0.#} ms more"),
    };
}

/// <summary>How a goal is said.</summary>
internal enum GoalKind
{
    /// <summary>At least so much of the peer's rate.</summary>
    Rate,

    /// <summary>At most so much of the peer's time.</summary>
    Time,

    /// <summary>At most so many seconds more.</summary>
    Added,
}
