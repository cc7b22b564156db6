using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml;

namespace PgTasks;

/// <summary>Reads lengths of time: 5m, 1h30m, 250ms, 00:05:00, PT5M, a TimeSpan, or a number of seconds.</summary>
internal static partial class Duration
{
    private const string Examples = "Write 30s, 5m, 1h30m, 2d, 00:05:00, or a number of seconds.";

    /// <exception cref="FormatException">It is none, or below zero.</exception>
    public static TimeSpan? Read(object? value)
    {
        object? bare = JsonData.Unwrap(value);
        // What is typed as 2d is the decimal 2 to PowerShell, which still knows how it was typed.
        bare = bare is ValueType and not TimeSpan ? LanguagePrimitives.ConvertTo<string>(value) : bare;
        TimeSpan? length = bare switch
        {
            null or DBNull => null,
            TimeSpan span => span,
            string text => ReadText(text.Trim()),
            ScriptBlock => throw new FormatException($"A script block is no length of time. {Examples}"),
            { } other => throw new FormatException($"'{other}' is no length of time. {Examples}"),
        };
        return length < TimeSpan.Zero
            ? throw new FormatException($"A length of time is not below zero, as '{value}' is.")
            : length;
    }

    private static TimeSpan ReadText(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return OfSeconds(seconds, text);
        }

        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span))
        {
            return span;
        }

        try
        {
            return text.StartsWith('P') || text.StartsWith('p') ? XmlConvert.ToTimeSpan(text.ToUpperInvariant()) : OfParts(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new FormatException($"'{text}' is no length of time. {Examples}", exception);
        }
    }

    private static TimeSpan OfParts(string text)
    {
        if (!Whole().IsMatch(text))
        {
            throw new FormatException();
        }

        TimeSpan sum = TimeSpan.Zero;
        foreach (Match part in Part().Matches(text))
        {
            double count = double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
            sum += count * part.Groups[2].Value.ToLowerInvariant() switch
            {
                "ms" => TimeSpan.FromMilliseconds(1),
                "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
                { } word => TimeUnits.TryFind(word, out TimeUnit unit) && unit <= TimeUnit.Week
                    ? TimeUnits.Add(DateTime.UnixEpoch, 1, unit) - DateTime.UnixEpoch
                    : throw new FormatException(),
            };
        }

        return sum;
    }

    private static TimeSpan OfSeconds(double seconds, object said)
    {
        try
        {
            return TimeSpan.FromSeconds(seconds);
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentException)
        {
            throw new FormatException($"'{said}' is no length of time. {Examples}", exception);
        }
    }

    [GeneratedRegex(@"^(\s*\d+(\.\d+)?\s*[A-Za-z]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)\s*([A-Za-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
