using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace PgTasks;

/// <summary>The command that failed, as far as the next one needs it; what may hold a password is not looked at.</summary>
internal sealed class FailedCommand
{
    private readonly ErrorRecord _error;
    private readonly Ast _line;
    private readonly CommandAst? _command;

    public FailedCommand(ErrorRecord error, Ast line)
    {
        string? name = error.InvocationInfo?.InvocationName;
        (_error, _line) = (error, line);
        _command = (CommandAst?)line.Find(
            ast => ast is CommandAst command
                && string.Equals(command.GetCommandName(), name, StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: true);
    }

    /// <summary>Whether the schema has no store, or an old one.</summary>
    public bool LacksStore => _error.Exception.Data["PgTasks.StoreIsMissing"] is true;

    /// <summary>The number of the task that the error concerns.</summary>
    public long? TaskId => _error.TargetObject switch
    {
        long id => id,
        PSObject { BaseObject: long id } => id,
        _ => null,
    };

    /// <summary>These of its parameters as they were typed, each with a blank before it.</summary>
    public string Keep(params string[] names)
    {
        StringBuilder text = new();
        foreach (string name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(Value(name) is { Length: > 0 } value ? $" -{name}{value}" : "")}");
        }

        return text.ToString();
    }

    /// <summary>What was typed behind a parameter, with a blank before it, or nothing.</summary>
    public string Value(string name)
    {
        for (int i = 1; i < _command?.CommandElements.Count; i++)
        {
            if (_command.CommandElements[i] is CommandParameterAst parameter
                && name.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase))
            {
                Ast? value = parameter.Argument ?? _command.CommandElements.ElementAtOrDefault(i + 1);
                return value is null or CommandParameterAst ? "" : $" {value.Extent.Text}";
            }
        }

        return "";
    }

    /// <summary>The whole line with a switch at its end, or null where the command does not stand there.</summary>
    public string? Add(string name) =>
        _line is ScriptBlockAst { EndBlock.Statements: [PipelineAst { PipelineElements: [.., CommandAst last] }] }
        && last == _command ? $"{_line.Extent.Text.TrimEnd()} -{name}" : null;
}
