namespace PgTasks;

/// <summary>What matters about a column's type, or that of its elements, to a value on its way there.</summary>
internal enum ValueKind
{
    /// <summary>Nothing.</summary>
    Other,

    /// <summary>It keeps any text.</summary>
    Text,

    /// <summary>It has no fractions.</summary>
    Integer,

    /// <summary>It is a time of the day, up to 24:00.</summary>
    Time,

    /// <summary>It is json or jsonb.</summary>
    Json,
}
