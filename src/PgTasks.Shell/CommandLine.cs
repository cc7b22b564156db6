namespace PgTasks.Shell;

/// <summary>What the command line asks for, read by the rules of pwsh.</summary>
internal sealed class CommandLine
{
    /// <summary>Option names, each with the shortest abbreviation that pwsh accepts for it.</summary>
    private static readonly (string Name, string Shortest)[] s_options =
    [
        ("command", "c"), ("file", "f"), ("noninteractive", "noni"), ("noprofile", "nop"), ("nologo", "nol"),
        ("version", "v"), ("help", "h"), ("?", "?"),
    ];

    private CommandLine()
    {
    }

    /// <summary>What to run.</summary>
    public Mode Mode { get; private set; } = Mode.Prompt;

    /// <summary>The command's text, or the full path of the script.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The script's parameters and arguments.</summary>
    public IReadOnlyList<ScriptArgument> Arguments { get; private set; } = [];

    /// <summary>True when nobody is there to answer a question.</summary>
    public bool NonInteractive { get; private set; }

    /// <summary>True when the banner is not wanted.</summary>
    public bool NoLogo { get; private set; }

    /// <summary>What is wrong with the command line, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads the arguments of the process.</summary>
    public static CommandLine Parse(string[] args)
    {
        CommandLine line = new();
        for (int i = 0; i < args.Length; i++)
        {
            string[] rest = args[(i + 1)..];
            switch (OptionName(args[i]))
            {
                case "command":
                    line.ReadCommand(rest);
                    return line;
                case "file":
                    line.ReadFile(rest);
                    return line;
                case "noninteractive":
                    line.NonInteractive = true;
                    break;
                case "noprofile":
                    break;
                case "nologo":
                    line.NoLogo = true;
                    break;
                case "version":
                    line.Mode = Mode.Version;
                    return line;
                case "help" or "?":
                    line.Mode = Mode.Help;
                    return line;
                default:
                    line.ReadFile(args[i..]);
                    return line;
            }
        }

        return line;
    }

    private static string? OptionName(string argument)
    {
        if (argument.Length < 2 || argument[0] is not ('-' or '/'))
        {
            return null;
        }

        string key = (argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..])
            .ToLowerInvariant();
        foreach ((string name, string shortest) in s_options)
        {
            if (name.StartsWith(key, StringComparison.Ordinal) && key.StartsWith(shortest, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return null;
    }

    private void ReadCommand(string[] rest)
    {
        if (rest.Length == 0)
        {
            Error = "A command must follow -Command.";
        }
        else if (rest[0] != "-")
        {
            Mode = Mode.Command;
            Text = string.Join(' ', rest);
        }
        else if (rest.Length > 1)
        {
            Error = "'-' is the only argument -Command takes when the script comes from standard input.";
        }
        else
        {
            Mode = Mode.StandardInput;
        }
    }

    private void ReadFile(string[] rest)
    {
        if (rest.Length == 0)
        {
            Error = "A path must follow -File.";
            return;
        }

        Arguments = ScriptArgument.ParseAll(rest.AsSpan(1));
        if (rest[0] == "-")
        {
            Mode = Mode.StandardInput;
        }
        else if (File.Exists(rest[0]))
        {
            Mode = Mode.File;
            Text = Path.GetFullPath(rest[0]);
        }
        else
        {
            Error = $"'{rest[0]}' is neither an option nor the path of a script file.";
        }
    }
}
