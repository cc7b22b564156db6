using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Takes an empty string as no time (the empty cell of a CSV file), a DateTimeOffset as its instant, and an ISO 8601
/// time without a zone as local time, sooner than the engine would.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ToTime(inputData is PSObject wrapped ? wrapped.BaseObject : inputData);

    /// <summary>A DateTime where there is one way to make it; else the value as it was.</summary>
    internal static object? ToTime(object? value) => value switch
    {
        string text when string.IsNullOrWhiteSpace(text) => null,
        string text when TimeText.TryReadWithoutZone(text, out DateTime time) => time,
        DateTimeOffset instant => instant.LocalDateTime,
        DateOnly day => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local),
        _ => value,
    };
}
