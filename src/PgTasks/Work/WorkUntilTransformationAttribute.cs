using System.Management.Automation;

namespace PgTasks;

/// <summary>Reads Empty, Forever, or a time as people write it; a length of time counts from now.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WorkUntilTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = JsonData.Unwrap(inputData);
        switch (value)
        {
            case null or WorkUntil:
                return value;
            case string text when text.Trim().Equals(nameof(WorkUntil.Empty), StringComparison.OrdinalIgnoreCase):
                return WorkUntil.Empty;
            case string text when text.Trim().Equals(nameof(WorkUntil.Forever), StringComparison.OrdinalIgnoreCase):
                return WorkUntil.Forever;
        }

        try
        {
            return TimeArgument.Read(inputData) is { } time
                ? WorkUntil.At(time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time)
                : throw new FormatException("Write Empty, Forever, or a time, as 18:00 or 2h.");
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
