using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>What is kept of a failure: its text, and where in the script it came from.</summary>
internal static class FailureText
{
    public static string Of(object? failure)
    {
        string text = JsonData.Unwrap(failure) switch
        {
            ErrorRecord record => OfRecord(record),
            RuntimeException { ErrorRecord: { } record } => OfRecord(record),
            Exception exception => $"{exception.Message} ({exception.GetType().Name})",
            { } other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
            null => "",
        };

        // Without what no text of PostgreSQL holds: zeros and halves of characters.
        return string.Concat(text.Replace('\0', '\uFFFD').EnumerateRunes());
    }

    private static string OfRecord(ErrorRecord record) => string.IsNullOrEmpty(record.ScriptStackTrace)
        ? record.ToString()
        : $"{record}{Environment.NewLine}{record.ScriptStackTrace}";
}
