using System.Management.Automation;

namespace PgTasks;

/// <summary>Lets a session's name stand for the session.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SessionTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Deserialized = "Deserialized.PgTasks.PgTaskSession";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare switch
        {
            string name => RunspaceSessions.Here.Find(name) ?? throw Refuse(StoreErrors.SessionNotFound(name)),
            PgTaskSession session => session,
            _ when inputData is PSObject shadow && shadow.TypeNames.Contains(Deserialized) =>
                throw Refuse(StoreErrors.SessionNotPortable($"{shadow.Properties["Name"]?.Value}")),
            _ => bare,
        };
    }

    private static ArgumentTransformationMetadataException Refuse(PgTaskException exception) =>
        new(TerminalText.Lines($"{exception.Message} {exception.RecommendedAction}"), exception);
}
