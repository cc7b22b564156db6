using System.Management.Automation.Host;

namespace PgTasks.Shell;

/// <summary>A choice's label: in <c>Yes to &amp;All</c> the A is the short answer.</summary>
/// <param name="Hotkey">The short answer; empty if there is none.</param>
/// <param name="Text">The whole label.</param>
internal readonly record struct ChoiceLabel(string Hotkey, string Text)
{
    /// <summary>The answer to type.</summary>
    public string Answer => Hotkey.Length > 0 ? Hotkey : Text;

    /// <summary>Reads the label of a choice.</summary>
    public static ChoiceLabel Parse(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark < 0 || mark + 1 == choice.Label.Length
            ? new ChoiceLabel("", choice.Label)
            : new ChoiceLabel(char.ToUpperInvariant(choice.Label[mark + 1]).ToString(), choice.Label.Remove(mark, 1));
    }

    /// <summary>True when the answer is this choice.</summary>
    public bool Matches(string answer) => answer.Length > 0
        && (answer.Equals(Hotkey, StringComparison.OrdinalIgnoreCase)
            || answer.Equals(Text, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() => $"[{Hotkey}] {Text}";
}
