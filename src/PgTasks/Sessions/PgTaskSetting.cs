namespace PgTasks;

/// <summary>One setting of a session's connection, and which source it came from.</summary>
public sealed class PgTaskSetting
{
    /// <summary>What stands for a password.</summary>
    internal const string Hidden = "********";

    internal PgTaskSetting(string name, string value, string source)
    {
        Name = name;
        Value = value;
        Source = source;
    }

    /// <summary>The setting's name: Npgsql's keyword.</summary>
    public string Name { get; }

    /// <summary>Its value; asterisks for a password.</summary>
    public string Value { get; }

    /// <summary>Who said so: a parameter, a service, a variable, a file, or "default".</summary>
    public string Source { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} = {Value} ({Source})";
}
