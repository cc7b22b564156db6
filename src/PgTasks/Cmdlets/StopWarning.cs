using System.Management.Automation;
using System.Management.Automation.Host;

namespace PgTasks;

/// <summary>Says what a stop leaves behind. A stopped pipeline takes no more warnings, the host still does.</summary>
internal static class StopWarning
{
    public static void Write(PSCmdlet cmdlet, string message)
    {
        try
        {
            cmdlet.Host?.UI?.WriteWarningLine(message);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException)
        {
            // A host that shows nothing.
        }
    }
}
