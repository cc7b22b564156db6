using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Lists PostgreSQL's error conditions, as the error records of PgTasks tell them.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskError")]
[OutputType(typeof(PgTaskErrorCondition))]
public sealed class GetPgTaskErrorCommand : PSCmdlet
{
    /// <summary>Only conditions of these names; wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ErrorNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only conditions of these codes; wildcards, as in 23*.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] SqlState { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool[] found = new bool[Name.Length];
        WildcardPattern[] names = Array.ConvertAll(Name, GetPattern);
        WildcardPattern[] states = Array.ConvertAll(SqlState, GetPattern);
        foreach ((string sqlState, string name, string className) in DatabaseConditions.All)
        {
            if (!Array.Exists(states, pattern => pattern.IsMatch(sqlState)))
            {
                continue;
            }

            int match = Array.FindIndex(names, pattern => pattern.IsMatch(name));
            if (match >= 0)
            {
                found[match] = true;
                WriteObject(new PgTaskErrorCondition(name, sqlState, className));
            }
        }

        for (int i = 0; i < found.Length; i++)
        {
            if (!found[i] && !WildcardPattern.ContainsWildcardCharacters(Name[i]))
            {
                WriteError(DatabaseError.Create(SqlErrors.ErrorNotFound(Name[i]), Name[i]));
            }
        }
    }

    private static WildcardPattern GetPattern(string text) => new(text, WildcardOptions.IgnoreCase);
}
