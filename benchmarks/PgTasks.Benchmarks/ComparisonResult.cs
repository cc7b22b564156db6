namespace PgTasks.Benchmarks;

/// <summary>What one comparison found.</summary>
internal sealed record ComparisonResult(
    string Name, string Work, long Items, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Notes)
{
    public Measurement Subject => Measurements[0];

    /// <summary>The contender's seconds, a round each, without what its baseline took.</summary>
    public double[] Net(Measurement measurement)
    {
        Measurement? baseline = Measurements.FirstOrDefault(other => other.Contender.Name == measurement.Contender.Baseline);
        return baseline is null
            ? [.. measurement.Seconds]
            : [.. measurement.Seconds.Zip(baseline.Seconds, (all, start) => all - start)];
    }

    /// <summary>The goal's measure by the medians, and its extremes over the rounds.</summary>
    public (double Median, double Least, double Most) Compare(Measurement peer)
    {
        Goal goal = peer.Contender.Goal!;
        double[] subject = Net(Subject);
        double[] other = Net(peer);
        double[] rounds = [.. subject.Zip(other, goal.Measure)];
        return (goal.Measure(Measurement.MedianOf(subject), Measurement.MedianOf(other)), rounds.Min(), rounds.Max());
    }
}
