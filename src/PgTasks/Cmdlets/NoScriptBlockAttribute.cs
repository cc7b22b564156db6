using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Refuses a script block, which the engine would take for its source's text. It does not see those that are evaluated for
/// each object, since their values come here.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoScriptBlockAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        JsonData.Unwrap(inputData) is ScriptBlock
            || (JsonData.Unwrap(inputData) is object[] items && Array.Exists(items, item => JsonData.Unwrap(item) is ScriptBlock))
            ? throw new ArgumentTransformationMetadataException("A script block is no value here.")
            : inputData;
}
