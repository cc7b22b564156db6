using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace PgTasks.Shell;

/// <summary>Two switches of the engine that pwsh sets and that have no public door. The engine's version is pinned;
/// ShellTests fails where a newer one has renamed them.</summary>
internal static class EngineInternals
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Makes <c>exit</c> in the next script file end the session. Otherwise it only sets
    /// <c>$LASTEXITCODE</c>, which does not tell <c>exit 5</c> from a native command's 5.</summary>
    public static void LetExitEndSession(Runspace runspace)
    {
        object? context = typeof(Runspace).GetProperty("ExecutionContext", Internal)?.GetValue(runspace);
        context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Internal)?.SetValue(context, true);
    }

    /// <summary>Returns the record as an object that Out-Default sends to the host's error stream.</summary>
    public static PSObject AsErrorStream(ErrorRecord record)
    {
        PSObject error = new(record);
        PropertyInfo? stream = typeof(PSObject).GetProperty("WriteStream", Internal);
        stream?.SetValue(error, Enum.Parse(stream.PropertyType, "Error"));
        return error;
    }
}
