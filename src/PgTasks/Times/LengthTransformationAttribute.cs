using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PgTasks;

/// <summary>
/// Reads a length of time, which cannot be negative: a number counts seconds (the engine would have it count ticks of
/// 100 ns), and 90s, 5m, 2 hours, 1h30m, 0:05:00 and PT5M are as they are written. Here m is minutes.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class LengthTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = JsonData.Unwrap(inputData);
        if (bare is null)
        {
            return null;
        }

        // What is typed as 3d is the decimal 3 to PowerShell, which still knows how it was typed.
        TimeSpan? length = bare switch
        {
            TimeSpan span => span,
            string or ValueType and not (DateTime or DateTimeOffset or bool) =>
                Read(LanguagePrimitives.ConvertTo<string>(inputData).Trim()),
            _ => null,
        };
        return length >= TimeSpan.Zero
            ? length
            : throw new ArgumentTransformationMetadataException(
                $"'{LanguagePrimitives.ConvertTo<string>(inputData)}' is no length of time. Write seconds as a number, or 90s, 5m, 2h, 1d, 1h30m, or a [timespan].");
    }

    private static TimeSpan? Read(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return ToSpan(seconds);
        }

        if (Lengths().Match(text) is { Success: true } match)
        {
            double sum = 0;
            for (int i = 0; i < match.Groups["n"].Captures.Count; i++)
            {
                sum += double.Parse(match.Groups["n"].Captures[i].Value, CultureInfo.InvariantCulture)
                    * GetSeconds(match.Groups["u"].Captures[i].ValueSpan);
            }

            return ToSpan(sum);
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;
    }

    private static double GetSeconds(ReadOnlySpan<char> unit) =>
        unit.StartsWith("ms", StringComparison.OrdinalIgnoreCase) ? 0.001 : char.ToLowerInvariant(unit[0]) switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            _ => 7 * 86400,
        };

    private static TimeSpan? ToSpan(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    [GeneratedRegex(
        @"^(?:P?T?(?<n>\d+(?:\.\d+)?)\s*(?<u>ms|s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)\s*)+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Lengths();
}
