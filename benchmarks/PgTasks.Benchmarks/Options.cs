using System.Globalization;

namespace PgTasks.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = "[--rounds n] [--rows n] [--only name[,name]] [--out directory] | micro";

    /// <summary>How often each contender is timed.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Rows of the largest work; the others are a fixed part of it.</summary>
    public int Rows { get; private init; } = 1_000_000;

    /// <summary>The comparisons to run; empty: all.</summary>
    public string[] Only { get; private init; } = [];

    /// <summary>Where results.md and results.json go; null: printed only.</summary>
    public string? Output { get; private init; }

    public static Options Parse(string[] arguments, string benchmarks)
    {
        Options options = new() { Output = benchmarks };
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException(Usage);
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--rows" => options with { Rows = int.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => options with { Only = value.Split(','), Output = null },
                "--out" => options with { Output = value },
                _ => throw new ArgumentException(Usage),
            };
        }

        return options;
    }
}
