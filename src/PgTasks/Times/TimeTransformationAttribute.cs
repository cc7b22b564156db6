using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Reads a time as people write it, sooner than the engine would guess at it. An empty string, as the empty cell of a CSV
/// file is one, is no time; a TimeSpan counts from now.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Whether it is a date on which something is due: a date without a time is a day then, as <see cref="DueDate"/> has
    /// it, and `someday` none. Else that is the day's beginning, and one that never comes.
    /// </summary>
    public bool IsDue { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return IsDue ? TimeArgument.ReadDue(inputData) : TimeArgument.Read(inputData);
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
