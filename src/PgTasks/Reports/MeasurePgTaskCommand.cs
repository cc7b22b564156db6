using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Counts tasks.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PgTask")]
[OutputType(typeof(PgTaskMeasure))]
public sealed class MeasurePgTaskCommand : PgTaskFilterCmdlet
{
    /// <summary>By what they are counted.</summary>
    [Parameter(Position = 0, HelpMessage = "By what they are counted")]
    public PgTaskGrouping By { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(Wait(Store.Reports.MeasureAsync(By, Filter, Caller, StopToken)), enumerateCollection: true);
}
