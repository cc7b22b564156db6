using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Reads a time as people write it, sooner than the engine would guess at it. An empty string, as the empty cell of a CSV
/// file is one, is no time; a TimeSpan counts from now.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether `someday` is no time; else it is one that never comes.</summary>
    public bool SomedayIsNone { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return TimeArgument.Read(inputData, SomedayIsNone);
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
