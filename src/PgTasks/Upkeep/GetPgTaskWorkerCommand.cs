using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets who has claimed tasks, and until when.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskWorker")]
[OutputType(typeof(PgTaskWorker))]
public sealed class GetPgTaskWorkerCommand : PgTaskStoreCmdlet
{
    /// <summary>The workers' numbers; without them, all.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, HelpMessage = "The workers' numbers; without them, all")]
    [ValidateNotNullOrEmpty]
    [FlatList]
    [NoFileNames]
    public long[]? Id { get; set; }

    /// <summary>Those whose holder is one of these; wildcards are allowed.</summary>
    [Parameter(HelpMessage = "Those whose holder is one of these; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NoFileNames]
    [NoScriptBlock]
    public string[]? Holder { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern[]? patterns = CheckPatterns(Holder)?
            .Select(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase)).ToArray();
        WriteObject(
            Wait(Store.Upkeep.GetWorkersAsync(Id, Caller, StopToken)).Where(worker =>
                patterns is null || Array.Exists(patterns, pattern => pattern.IsMatch(worker.Holder ?? ""))),
            enumerateCollection: true);
    }
}
