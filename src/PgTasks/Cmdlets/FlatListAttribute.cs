using System.Collections;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Takes lists within a list for their items: `1, 2 3` are three, as `1 2 3` are. Null among them, which may be a mistyped
/// variable, is refused, since the engine would make 0 of it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlatListAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        JsonData.Unwrap(inputData) is not long[] and IList { Count: > 0 } items ? Flatten(items).ToArray() : inputData;

    private static IEnumerable<object> Flatten(IList items) =>
        items.Cast<object?>().SelectMany(item => JsonData.Unwrap(item) switch
        {
            null => throw new ArgumentTransformationMetadataException("One of the values is null."),
            IList inner => Flatten(inner),
            _ => [item!],
        });
}
