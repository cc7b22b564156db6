using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PgTasks.Shell;

internal sealed partial class ShellUserInterface
{
    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        RefuseNonInteractive();
        WriteQuestion(caption, message);
        Dictionary<string, PSObject> answers = new(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in descriptions)
        {
            answers[field.Name] = PSObject.AsPSObject(AskField(field));
        }

        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RefuseNonInteractive();
        WriteQuestion(caption, message);
        ChoiceLabel[] labels = choices.Select(ChoiceLabel.Parse).ToArray();
        string question = string.Join("  ", labels.Select(label => label.ToString())) + "  [?] Help"
            + (defaultChoice >= 0 ? $" (default is \"{labels[defaultChoice].Answer}\")" : "") + ": ";
        while (true)
        {
            Write(question);
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int chosen = Array.FindIndex(labels, label => label.Matches(answer));
            if (chosen >= 0)
            {
                return chosen;
            }

            if (answer == "?")
            {
                for (int i = 0; i < labels.Length; i++)
                {
                    WriteLine($"{labels[i].Answer} - {choices[i].HelpMessage}");
                }
            }
        }
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) =>
        PromptForCredential(
            caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        RefuseNonInteractive();
        WriteQuestion(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private void WriteQuestion(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine("");
            WriteLine(caption);
        }

        if (!string.IsNullOrEmpty(message))
        {
            WriteLine(message);
        }
    }

    /// <summary>Text is enough for all but secrets: the binder converts it as it converts an argument.</summary>
    private object AskField(FieldDescription field)
    {
        if (field.ParameterTypeFullName == typeof(PSCredential).FullName)
        {
            WriteLine(field.Name);
            return PromptForCredential("", "", "", "");
        }

        if (!field.ParameterTypeFullName.EndsWith("[]", StringComparison.Ordinal))
        {
            Write(field.Name + ": ");
            return field.ParameterTypeFullName == typeof(SecureString).FullName
                ? ReadLineAsSecureString() : ReadLine();
        }

        List<string> items = [];
        while (true)
        {
            Write($"{field.Name}[{items.Count}]: ");
            string item = ReadLine();
            if (item.Length == 0)
            {
                return items.ToArray();
            }

            items.Add(item);
        }
    }
}
