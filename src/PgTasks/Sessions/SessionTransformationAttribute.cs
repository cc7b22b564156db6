using System.Management.Automation;

namespace PgTasks;

/// <summary>Lets a session's name stand for the session.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SessionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is string name
            ? RunspaceSessions.Here.Find(name) ?? throw new ArgumentTransformationMetadataException(
                $"No open session is named '{name}'. Get-PgTaskSession lists them.")
            : bare;
    }
}
