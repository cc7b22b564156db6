using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Reads tasks as their numbers: tasks, numbers, and texts of numbers with commas between them, as files have them. The
/// engine would read "1,2" as twelve.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TaskIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Read(inputData);
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>The numbers, each once and in order; null where nothing is given.</summary>
    /// <exception cref="FormatException">Something is no task.</exception>
    public static long[]? Read(object? value)
    {
        SortedSet<long> ids = [];
        bool isGiven = Add(value, ids);
        return isGiven ? [.. ids] : null;
    }

    private static bool Add(object? value, SortedSet<long> ids)
    {
        switch (JsonData.Unwrap(value))
        {
            case null or DBNull:
                return false;
            case PgTask task:
                ids.Add(task.Id);
                return true;
            case string text:
                return AddText(text, ids);
            case IEnumerable several and not IDictionary:
                foreach (object? one in several)
                {
                    Add(one, ids);
                }

                return true;
            case { } bare:
                // Of another process: what was a task there, and has its properties.
                object id = bare is ValueType ? bare : PSObject.AsPSObject(value).Properties["Id"]?.Value ?? bare;
                ids.Add(LanguagePrimitives.TryConvertTo(id, CultureInfo.InvariantCulture, out long number)
                    && (id is not (double or float or decimal) || Convert.ToDecimal(id, CultureInfo.InvariantCulture) == number)
                        ? number
                        : throw new FormatException($"'{bare}' is no task and no number of one."));
                return true;
        }
    }

    private static bool AddText(string text, SortedSet<long> ids)
    {
        string[] words = text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string word in words)
        {
            ids.Add(long.TryParse(word.TrimStart('#'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id)
                ? id
                : throw new FormatException($"'{word}' is no number of a task."));
        }

        return words.Length > 0;
    }
}
