namespace PgTasks.Shell;

/// <summary>One parameter (<c>-Name value</c>) or positional argument of a script.</summary>
/// <param name="Name">With its dash, by which the engine knows it for a token; null for a value.</param>
/// <param name="Value">The value; null for a name alone.</param>
internal readonly record struct ScriptArgument(string? Name, object? Value)
{
    /// <summary>Reads arguments as pwsh does: <c>-Name</c>, <c>-Name:value</c> where $true and $false
    /// are booleans, anything else a string; after <c>--</c> all are strings.</summary>
    public static IReadOnlyList<ScriptArgument> ParseAll(ReadOnlySpan<string> args)
    {
        List<ScriptArgument> parsed = [];
        for (int i = 0; i < args.Length; i++)
        {
            string argument = args[i];
            if (argument == "--")
            {
                foreach (string value in args[(i + 1)..])
                {
                    parsed.Add(new ScriptArgument(null, value));
                }

                break;
            }

            // A parameter's name starts with a letter: "-", "-1" and "-.5" are values.
            if (argument.Length < 2 || argument[0] != '-' || !(char.IsLetter(argument[1]) || argument[1] == '_'))
            {
                parsed.Add(new ScriptArgument(null, argument));
                continue;
            }

            int colon = argument.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                parsed.Add(new ScriptArgument(argument, null));
            }
            else if (colon < argument.Length - 1)
            {
                parsed.Add(new ScriptArgument(argument[..colon], BooleanOrText(argument[(colon + 1)..])));
            }
            else
            {
                parsed.Add(new ScriptArgument(argument[..colon], i + 1 < args.Length ? args[++i] : null));
            }
        }

        return parsed;
    }

    private static object BooleanOrText(string text) =>
        bool.TryParse(text.StartsWith('$') ? text[1..] : text, out bool boolean) ? boolean : text;
}
