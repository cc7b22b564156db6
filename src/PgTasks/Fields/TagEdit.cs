namespace PgTasks;

/// <summary>Tags to take from those that a task has, and to add to what is left.</summary>
internal sealed record TagEdit(string[] Add, string[] Remove)
{
    /// <summary>What becomes of tags.</summary>
    public string[] Apply(IEnumerable<string> tags) => TagText.Tidy(tags.Except(Remove).Concat(Add));
}
