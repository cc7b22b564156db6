using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets the open sessions of this runspace; the last is the current one.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskSession")]
[OutputType(typeof(PgTaskSession))]
public sealed class GetPgTaskSessionCommand : PgTaskCmdlet
{
    /// <summary>Names; wildcards are permitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "Names; wildcards are permitted")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            PgTaskSession[] found = [.. RunspaceSessions.Here.Open.Where(session => pattern.IsMatch(session.Name))];
            WriteObject(found, enumerateCollection: true);
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ErrorRecords.Create(StoreErrors.SessionNotFound(name), name));
            }
        }
    }
}
