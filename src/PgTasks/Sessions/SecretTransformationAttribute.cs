using System.Management.Automation;
using System.Net;

namespace PgTasks;

/// <summary>Takes a string or a URI for a SecureString, so that what may hold a password is shown nowhere.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        string? text = bare is Uri uri ? uri.OriginalString : bare as string;
        return text is null ? bare
            : text.Length > 0 ? new NetworkCredential("", text).SecurePassword
            : throw new ArgumentTransformationMetadataException("The connection string is empty.");
    }
}
