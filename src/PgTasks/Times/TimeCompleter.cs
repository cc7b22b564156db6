using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes times as people write them; the tool tip is the time that comes of it.</summary>
internal sealed class TimeCompleter : IArgumentCompleter
{
    private static readonly string[] s_usual = [
        "today", "tomorrow", "friday", "next monday", "eow", "eom", "3d", "1w", "1mo", "friday 17:00", "someday"];

    private static readonly string[] s_units = ["d", "w", "mo", "h", "min", "y"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) => Complete(wordToComplete, DateTime.UtcNow, TimeZoneInfo.Local);

    /// <summary>What a word that was begun may become at that instant.</summary>
    internal static IEnumerable<CompletionResult> Complete(string word, DateTime now, TimeZoneInfo zone)
    {
        string bare = word.Trim('\'', '"');
        IEnumerable<string> offers = bare.Length == 0
            ? s_usual
            : s_usual.Concat(NamedDays.All).Distinct().Where(
                offer => offer.StartsWith(bare, StringComparison.OrdinalIgnoreCase));
        offers = bare.All(char.IsAsciiDigit) ? offers.Concat(s_units.Select(unit => bare + unit)) : offers.Append(bare);
        foreach (string offer in offers.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (TimeText.TryRead(offer, now, zone, out WrittenTime time, out _))
            {
                string text = offer.Contains(' ') || word.StartsWith('\'') ? $"'{offer}'" : offer;
                yield return new CompletionResult(
                    text, offer, CompletionResultType.ParameterValue, Describe(time, zone));
            }
        }
    }

    private static string Describe(WrittenTime time, TimeZoneInfo zone) =>
        time.Utc == DateTime.MaxValue || time.Utc == DateTime.MinValue
            ? time.IsSomeday ? "no date yet" : TimeText.Write(time.Utc)
            : WallClock.FromUtc(time.Utc, zone).ToString(
                time.IsDay ? "dddd yyyy-MM-dd" : "dddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
