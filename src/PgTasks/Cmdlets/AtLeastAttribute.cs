using System.Management.Automation;

namespace PgTasks;

/// <summary>Refuses smaller numbers, as ValidateRange does, but takes null for a value that was not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(int least) : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is int number && number < least)
        {
            throw new ValidationMetadataException($"{number} is too small; the least is {least}.");
        }
    }
}
