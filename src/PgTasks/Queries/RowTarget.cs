namespace PgTasks;

/// <summary>What becomes of a row by the type that was asked for.</summary>
internal enum RowTarget
{
    /// <summary>An object, or an ordered dictionary, with a property a column.</summary>
    Row,

    /// <summary>An entry a column.</summary>
    Dictionary,

    /// <summary>An instance whose members are set by the columns' names.</summary>
    Class,

    /// <summary>What PowerShell makes of the one value, or of the whole row.</summary>
    Whole,

    /// <summary>What PowerShell makes of the one value.</summary>
    Scalar,
}
