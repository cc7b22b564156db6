using System.Management.Automation;

namespace PgTasks.Tests.Module;

/// <summary>What a script wrote.</summary>
public sealed record HostedResult(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<VerboseRecord> Verbose);
