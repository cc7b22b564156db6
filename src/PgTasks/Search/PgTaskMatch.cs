namespace PgTasks;

/// <summary>A task that a search has found.</summary>
public sealed class PgTaskMatch : PgTask
{
    internal PgTaskMatch()
    {
    }

    /// <summary>How well it fits what was searched for; more is better. A word in the title counts most.</summary>
    public double Rank { get; internal set; }

    /// <summary>What of its text fits, the words that were found between « and ».</summary>
    public string Headline { get; internal set; } = "";
}
