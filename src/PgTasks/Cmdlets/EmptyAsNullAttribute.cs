using System.Management.Automation;

namespace PgTasks;

/// <summary>Takes an empty string (the empty cell of a CSV file) or DBNull as a value that was not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmptyAsNullAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string { Length: 0 } or DBNull ? null : inputData;
}
