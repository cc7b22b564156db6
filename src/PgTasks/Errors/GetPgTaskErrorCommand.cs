using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Lists the errors of PgTasks, and PostgreSQL's error conditions as its error records tell them.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskError", DefaultParameterSetName = NameSet)]
[OutputType(typeof(PgTaskErrorCondition))]
public sealed class GetPgTaskErrorCommand : PSCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const int StateLength = 5;

    private static readonly PgTaskErrorCondition[] s_all =
    [
        .. OwnErrors.All.Select(error => new PgTaskErrorCondition(error)),
        .. ConditionTable.All.Select(condition => new PgTaskErrorCondition(condition)),
    ];

    /// <summary>Only errors of these names, with wildcards, or of these codes.</summary>
    [Parameter(
        Position = 0, ParameterSetName = NameSet,
        HelpMessage = "Only errors of these names, with wildcards, or of these codes")]
    [ArgumentCompleter(typeof(ErrorNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only conditions of these codes; wildcards, as in 23*.</summary>
    [Parameter(ParameterSetName = NameSet, HelpMessage = "Only conditions of these codes; wildcards, as in 23*")]
    [ArgumentCompleter(typeof(SqlStateCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string[] SqlState { get; set; } = ["*"];

    /// <summary>A name or a code, an error record, its exception, or an object with a SqlState or a Name.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true,
        HelpMessage = "A name or a code, an error record, its exception, or an object with a SqlState or a Name")]
    [NoFileNames]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] names = InputObject is null ? Name : [GetName(InputObject)];
        Predicate<PgTaskErrorCondition>[] hasName = Array.ConvertAll(names, HasName);
        Predicate<PgTaskErrorCondition>[] hasState = Array.ConvertAll(SqlState, HasState);
        WriteObject(
            s_all.Where(error => Array.Exists(hasName, has => has(error)) && Array.Exists(hasState, has => has(error))),
            enumerateCollection: true);
        RefuseUnknown(names, hasName);
        RefuseUnknown(SqlState, hasState);
    }

    private void RefuseUnknown(string[] texts, Predicate<PgTaskErrorCondition>[] predicates)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(texts[i]) && !Array.Exists(s_all, predicates[i]))
            {
                WriteError(ErrorRecords.Create(SqlErrors.ErrorNotFound(texts[i]), texts[i]));
            }
        }
    }

    private static string GetName(PSObject input) => input.BaseObject switch
    {
        string text => text,
        ErrorRecord record => record.FullyQualifiedErrorId.Split(',')[0],
        Exception exception when ErrorRecords.IsExpected(exception) =>
            ErrorRecords.Create(exception, target: null).FullyQualifiedErrorId,
        _ => (input.Properties["SqlState"]?.Value ?? input.Properties["Name"]?.Value ?? input).ToString()!,
    };

    private static Predicate<PgTaskErrorCondition> HasName(string text)
    {
        WildcardPattern pattern = new(text, WildcardOptions.IgnoreCase);
        return error => pattern.IsMatch(error.Name)
            || (text.Length == StateLength && text.Equals(error.SqlState, StringComparison.OrdinalIgnoreCase));
    }

    private static Predicate<PgTaskErrorCondition> HasState(string text)
    {
        WildcardPattern pattern = new(text, WildcardOptions.IgnoreCase);
        return error => pattern.IsMatch(error.SqlState ?? "");
    }
}
