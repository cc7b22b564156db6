using System.Collections.Frozen;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// PostgreSQL's conditions (Appendix A of its manual, versions 14 to 18), and all that PgTasks makes of a SQLSTATE: its
/// name in Pascal case, its category, what it concerns, and whether the same may succeed later.
/// </summary>
internal static partial class ConditionTable
{
    private static readonly Dictionary<string, ErrorCondition> s_classes = new(StringComparer.Ordinal);

    /// <summary>The conditions, in the order of the manual.</summary>
    public static IReadOnlyList<ErrorCondition> All { get; } = Parse();

    private static FrozenDictionary<string, ErrorCondition> ByState { get; } =
        All.ToFrozenDictionary(condition => condition.SqlState, StringComparer.Ordinal);

    /// <summary>What is known of a SQLSTATE. One that the table lacks is its class's, by the name Postgres and the code.</summary>
    public static ErrorCondition Get(string sqlState) =>
        ByState.GetValueOrDefault(sqlState)
        ?? s_classes.GetValueOrDefault(sqlState[..2], new ErrorCondition("", "", ""))
            with
        { SqlState = sqlState, Name = "Postgres" + sqlState };

    /// <summary>Whether the server may have brought the condition after this table was made.</summary>
    public static bool IsKnown(string sqlState) => ByState.ContainsKey(sqlState);

    private static List<ErrorCondition> Parse()
    {
        List<ErrorCondition> conditions = [];
        ErrorCondition current = new("", "", "");
        foreach (string line in Rows.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line[0] == '#')
            {
                string[] parts = line.Split(": ");
                string name = parts[0][5..];
                current = new ErrorCondition(line[2..4], name, name);
                current = parts.Length == 1 ? current : Read(current, parts[1].Split(' '));
                s_classes.Add(current.SqlState, current);
            }
            else
            {
                string[] words = line.Split(' ');
                conditions.Add(Read(current with { SqlState = words[0], Name = words[1] }, words[2..]));
            }
        }

        return conditions;
    }

    private static ErrorCondition Read(ErrorCondition condition, string[] words)
    {
        foreach (string word in words)
        {
            condition = word switch
            {
                "transient" => condition with { IsTransient = true },
                _ when Enum.TryParse(word, ignoreCase: true, out ErrorScope scope) => condition with { Scope = scope },
                _ => condition with { Category = Enum.Parse<ErrorCategory>(word) },
            };
        }

        return condition;
    }
}
