using System.Management.Automation;

namespace PgTasks;

/// <summary>Reads a length of time as people write it: the engine would take "5" for five days.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether no time at all will do.</summary>
    public bool AllowsZero { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            TimeSpan? length = Duration.Read(inputData);
            return length == TimeSpan.Zero && !AllowsZero
                ? throw new FormatException("It must be longer than no time at all.")
                : length;
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
