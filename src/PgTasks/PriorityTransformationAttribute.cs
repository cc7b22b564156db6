using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Takes an empty string (the empty cell of a CSV file) as a priority that was not given, and the words themselves:
/// the engine takes 3 µs to make a value of an enumeration from a string. What else may mean one it leaves to it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PriorityTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly (string Word, object Priority)[] s_words =
        [.. Enum.GetValues<PgTaskPriority>().Select(priority => (priority.ToString(), (object)priority))];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text)
        {
            return inputData;
        }

        if (text.Length == 0)
        {
            return null;
        }

        foreach ((string word, object priority) in s_words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return priority;
            }
        }

        return inputData;
    }
}
