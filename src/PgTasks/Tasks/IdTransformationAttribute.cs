using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Makes numbers of texts that are whole numbers, as a file or a prompt gives them, before the binder takes such a text for
/// a title. All else stays as it is.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => JsonData.Unwrap(inputData) switch
    {
        string text => Read(text) ?? inputData,
        object[] several when several.All(one => JsonData.Unwrap(one) is string text && Read(text) is not null) =>
            several.Select(one => Read((string)JsonData.Unwrap(one)!)!.Value).ToArray(),
        _ => inputData,
    };

    private static long? Read(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long id)
            ? id
            : null;
}
