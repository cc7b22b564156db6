namespace PgTasks.Benchmarks;

/// <summary>What a contender took, round by round; none where it did not run.</summary>
internal sealed record Measurement(Contender Contender, List<double> Seconds)
{
    public double Median => MedianOf(Seconds);

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
