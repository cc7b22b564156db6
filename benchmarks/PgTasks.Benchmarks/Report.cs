using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace PgTasks.Benchmarks;

/// <summary>The results in words: Markdown and JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>A comparison as a Markdown table.</summary>
    public static string Table(ComparisonResult result)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"### {result.Name}: {result.Work}\n\n");
        text.Append("| who | median | least–most | rate | PgTasks against it | goal | |\n|---|---|---|---|---|---|---|\n");
        foreach (Measurement measurement in result.Measurements)
        {
            text.Append(Row(result, measurement));
        }

        foreach (string note in result.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes results.md and results.json.</summary>
    public static async Task WriteAsync(IReadOnlyList<ComparisonResult> results, Options options, string server)
    {
        string machine = Describe(options, server);
        await File.WriteAllTextAsync(
            Path.Combine(options.Output!, "results.md"),
            $"# Results\n\n{machine}\n\n{string.Join('\n', results.Select(Table))}");
        object json = new
        {
            machine,
            comparisons = results.Select(result => new
            {
                result.Name,
                result.Work,
                result.Items,
                contenders = result.Measurements.Select(measurement => new
                {
                    measurement.Contender.Name,
                    measurement.Contender.Missing,
                    measurement.Contender.Baseline,
                    measurement.Seconds,
                    goal = measurement.Contender.Goal?.ToString(),
                    measured = Measured(result, measurement),
                    met = Measured(result, measurement) is { } value ? measurement.Contender.Goal!.IsMet(value) : (bool?)null,
                }),
                result.Notes,
            }),
        };
        await File.WriteAllTextAsync(
            Path.Combine(options.Output!, "results.json"), JsonSerializer.Serialize(json, s_json) + "\n");
    }

    private static double? Measured(ComparisonResult result, Measurement peer) =>
        peer.Contender.Goal is null || peer.Seconds.Count == 0 || result.Subject.Seconds.Count == 0
            ? null
            : result.Compare(peer).Median;

    private static string Row(ComparisonResult result, Measurement measurement)
    {
        Contender contender = measurement.Contender;
        if (measurement.Seconds.Count == 0)
        {
            return $"| {Cell(contender.Name)} | did not run: {contender.Missing} | | | | {contender.Goal} | |\n";
        }

        double[] seconds = result.Net(measurement);
        double median = Measurement.MedianOf(seconds);
        string rate = result.Items > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{result.Items / median / 1000:0.0} k/s")
            : "";
        string row = $"| {Cell(contender.Name)} | {Time(median)} | {Time(seconds.Min())}–{Time(seconds.Max())} | {rate} |";
        if (ReferenceEquals(measurement, result.Subject) || result.Subject.Seconds.Count == 0)
        {
            return row + " | | |\n";
        }

        if (contender.Goal is not { } goal)
        {
            double ratio = median / Measurement.MedianOf(result.Net(result.Subject));
            return row + string.Create(CultureInfo.InvariantCulture, $" {ratio:0.00} × | | |\n");
        }

        (double measured, double least, double most) = result.Compare(measurement);
        return row + $" {goal.Describe(measured)} ({goal.Describe(least)}–{goal.Describe(most)}) | {goal} | "
            + (goal.IsMet(measured) ? "met" : "**missed**") + " |\n";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Time(double seconds) => Math.Abs(seconds) < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

    private static string Describe(Options options, string server)
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return string.Create(CultureInfo.InvariantCulture, $"""
            Machine: {Environment.ProcessorCount} cores, {memory:0} GB of memory, {RuntimeInformation.OSDescription.Split(' ')[0]} ({RuntimeInformation.OSArchitecture}); {RuntimeInformation.FrameworkDescription}, PowerShell {typeof(System.Management.Automation.PSObject).Assembly.GetName().Version!.ToString(3)} (hosted), PostgreSQL {server}.
            Server: a private one of PgTasks' own, made for the run by `Start-PgTaskServer -DataDirectory` (durable: fsync on).
            {options.Rounds} rounds, interleaved; medians; the ratios' extremes are those of single rounds.
            """);
    }
}
