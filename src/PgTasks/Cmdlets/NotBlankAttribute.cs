using System.Management.Automation;

namespace PgTasks;

/// <summary>Refuses null and a text of blanks, as the engine's own ValidateNotNullOrWhiteSpace of later versions does.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotBlankAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (string.IsNullOrWhiteSpace(arguments as string))
        {
            throw new ValidationMetadataException("The value is blank.");
        }
    }
}
